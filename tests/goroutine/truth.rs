//! Dumps of running services against what those had counted themselves.
