//! What the player sees while the journey runs: one line that changes on a terminal, plain lines elsewhere.

use std::io::{IsTerminal as _, Write as _};
use std::sync::Mutex;
use std::time::Duration;

/// Characters of the bar.
const BAR: usize = 20;

#[derive(Debug)]
pub struct Progress {
    terminal: bool,
    /// The plain line that was shown last, so that a phase is told once.
    last: Mutex<String>,
}

impl Progress {
    /// On stdout.
    #[must_use]
    pub fn stdout() -> Self {
        Self { terminal: std::io::stdout().is_terminal(), last: Mutex::default() }
    }

    /// Something that is done.
    pub(super) fn tell(&self, words: &str) {
        self.clear();
        println!("{words}");
    }

    pub(super) fn step(&self, doing: &str, percent: u8, phase: &str) {
        if self.terminal {
            show(&format!("\r\x1b[2K{doing} [{}] {percent:>3} % {phase}", bar(percent)));
            return;
        }
        let line = format!("{doing}: {phase}");
        // A poisoned lock only means that a line may be told twice.
        let mut last = self.last.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if *last != line {
            println!("{line}");
            *last = line;
        }
    }

    pub(super) fn done(&self, doing: &str, took: Duration) {
        self.tell(&format!("{doing}: done in {:.1} s", took.as_secs_f64()));
    }

    /// Takes the changing line away.
    pub(super) fn clear(&self) {
        if self.terminal {
            show("\r\x1b[2K");
        }
    }
}

fn show(text: &str) {
    let mut out = std::io::stdout().lock();
    // A closed terminal is nobody's loss: the files tell what came out.
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

fn bar(percent: u8) -> String {
    let full = usize::from(percent.min(100)) * BAR / 100;
    format!("{}{}", "#".repeat(full), ".".repeat(BAR - full))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_is_always_as_long() {
        for percent in [0, 5, 50, 100, 255] {
            assert_eq!(bar(percent).len(), BAR, "{percent}");
        }
        assert_eq!(bar(50), "##########..........");
    }
}
