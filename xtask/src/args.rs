//! The command line, in twenty lines instead of a dependency.

use std::str::FromStr;

use anyhow::{Context, Result, anyhow, bail};

/// What was typed, less what was taken from it so far. `finish` refuses the rest, so a misspelt option never
/// passes silently.
#[derive(Debug)]
pub(crate) struct Args(Vec<String>);

impl Args {
    /// The arguments of this process, less its name.
    pub(crate) fn from_env() -> Self {
        Self(std::env::args().skip(1).collect())
    }

    /// Takes the first word.
    pub(crate) fn command(&mut self) -> Option<String> {
        (!self.0.is_empty()).then(|| self.0.remove(0))
    }

    /// Takes an option without a value: whether it was there.
    pub(crate) fn flag(&mut self, name: &str) -> bool {
        let before = self.0.len();
        self.0.retain(|arg| arg != name);
        self.0.len() < before
    }

    /// Takes an option with its value, given as `--name value` or `--name=value`.
    pub(crate) fn value(&mut self, name: &str) -> Result<Option<String>> {
        let joined = format!("{name}=");
        if let Some(at) = self.0.iter().position(|arg| arg.starts_with(&joined)) {
            return Ok(Some(self.0.remove(at)[joined.len()..].to_owned()));
        }
        let Some(at) = self.0.iter().position(|arg| arg == name) else { return Ok(None) };
        if at + 1 >= self.0.len() {
            bail!("{name} needs a value");
        }
        self.0.remove(at);
        Ok(Some(self.0.remove(at)))
    }

    /// Takes an option whose value is to be a `T`.
    pub(crate) fn parsed<T: FromStr>(&mut self, name: &str) -> Result<Option<T>> {
        let Some(text) = self.value(name)? else { return Ok(None) };
        text.parse()
            .map(Some)
            .map_err(|_| anyhow!("`{text}` does not fit"))
            .context(format!("reading {name}"))
    }

    /// Refuses what is left.
    pub(crate) fn finish(self) -> Result<()> {
        match self.0.first() {
            None => Ok(()),
            Some(arg) => bail!("`{arg}` is not understood here; `cargo xtask help` lists all there is"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args(words: &[&str]) -> Args {
        Args(words.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn takes_values_in_both_spellings_and_refuses_the_rest() {
        let mut given = args(&["serve", "--port", "80", "--dir=out", "--oops"]);
        assert_eq!(given.command().as_deref(), Some("serve"));
        assert_eq!(given.parsed::<u16>("--port").unwrap(), Some(80));
        assert_eq!(given.value("--dir").unwrap().as_deref(), Some("out"));
        assert!(given.finish().unwrap_err().to_string().contains("--oops"));
    }

    #[test]
    fn a_value_that_is_absent_or_unfit_is_said() {
        assert!(args(&["--port"]).value("--port").is_err());
        assert!(args(&["--port", "high"]).parsed::<u16>("--port").is_err());
        assert_eq!(args(&[]).parsed::<u16>("--port").unwrap(), None);
    }
}
