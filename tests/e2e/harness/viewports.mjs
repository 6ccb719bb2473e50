// The two screens that Airflame promises to work on.

/** A laptop. */
export const DESKTOP = { width: 1440, height: 900 };
/** A phone held upright. */
export const PHONE = { width: 390, height: 844 };
