//! Where lines go: the handler's own output passed through, its stderr marked, and what the host itself has to say.

use std::fmt;
use std::sync::Arc;

/// Who said it and how bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The list of functions and addresses; printed as it is.
    Banner,
    Host,
    HostError,
    /// A line of the handler's stdout; printed as it is.
    Stdout,
    /// A line of the handler's stderr with "warn" in it: the host logs it as a warning.
    StderrWarning,
    /// Any other line of the handler's stderr: the host logs it as an error.
    Stderr,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub kind: Kind,
    pub text: String,
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = match self.kind {
            Kind::Banner | Kind::Stdout => "",
            Kind::Host => "[host] ",
            Kind::HostError => "[host error] ",
            Kind::StderrWarning => "[stderr warning] ",
            Kind::Stderr => "[stderr error] ",
        };
        write!(f, "{mark}{}", self.text)
    }
}

/// A cheap handle to the place where lines are shown.
#[derive(Clone)]
pub struct Console(Arc<dyn Fn(Line) + Send + Sync>);

impl fmt::Debug for Console {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Console")
    }
}

impl Console {
    /// Shows lines on stdout.
    #[must_use]
    pub fn terminal() -> Self {
        Self::to(|line| println!("{line}"))
    }

    /// Hands every line to `show`, which must be quick.
    pub fn to(show: impl Fn(Line) + Send + Sync + 'static) -> Self {
        Self(Arc::new(show))
    }

    pub(crate) fn say(&self, kind: Kind, text: impl Into<String>) {
        (self.0)(Line { kind, text: text.into() });
    }

    pub(crate) fn host(&self, text: impl Into<String>) {
        self.say(Kind::Host, text);
    }

    pub(crate) fn error(&self, text: impl Into<String>) {
        self.say(Kind::HostError, text);
    }

    pub(crate) fn stderr(&self, text: &str) {
        let kind = if text.to_ascii_lowercase().contains("warn") { Kind::StderrWarning } else { Kind::Stderr };
        self.say(kind, text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stderr_with_warn_in_any_case_is_a_warning() {
        let (sender, lines) = std::sync::mpsc::channel();
        let console = Console::to(move |line| sender.send(line).unwrap());
        console.stderr("WARNing: old");
        console.stderr("broken");
        assert_eq!(lines.recv().unwrap().to_string(), "[stderr warning] WARNing: old");
        assert_eq!(lines.recv().unwrap().to_string(), "[stderr error] broken");
    }
}
