//! Keeps a message that will not be delivered again.

use std::time::Duration;

use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::envelope::{done, refused};
use crate::guard::{Outcome, guarded};
use crate::job::DeadLetter;
use crate::runtime::Runtime;

/// How long keeping may take.
const KEEPING: Duration = Duration::from_secs(30);

/// Keeps the letter, then tells the host that the call is done; when it cannot be kept, the call is refused and comes again.
pub(super) async fn keep<S: Runtime>(state: &S, letter: DeadLetter) -> Response {
    match guarded(KEEPING, state.keep_dead_letter(letter)).await {
        Outcome::Done(Ok(())) => done(),
        Outcome::Done(Err(error)) => {
            tracing::error!(%error, "the dead letter could not be kept");
            refused()
        }
        Outcome::Panicked | Outcome::Late => {
            tracing::error!("the dead letter could not be kept");
            refused()
        }
    }
}

/// Text as it is, other bytes as base64; never longer than [`DeadLetter::MAX_BODY`].
pub(super) fn body(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text[..text.floor_char_boundary(DeadLetter::MAX_BODY)].to_owned(),
        // Four characters for three bytes.
        Err(_) => STANDARD.encode(&bytes[..bytes.len().min(DeadLetter::MAX_BODY / 4 * 3)]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_are_capped_whole_characters_at_a_time() {
        assert_eq!(body(b"plain"), "plain");
        assert_eq!(body(&[0xff, 0xfe]), "//4=");
        assert_eq!(body(&vec![0xff; 1_000_000]).len(), DeadLetter::MAX_BODY);
        let text = "é".repeat(DeadLetter::MAX_BODY);
        assert_eq!(body(format!("a{text}").as_bytes()).len(), DeadLetter::MAX_BODY - 1);
    }
}
