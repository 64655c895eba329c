//! Bounds the nesting of JSON text before it is parsed, so that no parser's stack depends on a sender.

use super::{MAX_DEPTH, Undecodable};

/// # Errors
/// [`Undecodable::TooDeep`].
pub(super) fn check_depth(text: &[u8]) -> Result<(), Undecodable> {
    if is_deeper_than(text, MAX_DEPTH) { Err(Undecodable::TooDeep) } else { Ok(()) }
}

/// Whether brackets outside strings nest deeper than `most`. Says nothing about whether the text is JSON.
pub fn is_deeper_than(text: &[u8], most: usize) -> bool {
    let mut depth = 0_usize;
    let mut in_string = false;
    let mut escaped = false;
    for &byte in text {
        if in_string {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => in_string = false,
                _ => {}
            }
            continue;
        }
        match byte {
            b'"' => in_string = true,
            b'[' | b'{' => {
                depth += 1;
                if depth > most {
                    return true;
                }
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::is_deeper_than;

    #[test]
    fn brackets_are_counted_outside_strings_only() {
        let deep = |levels: usize| "[".repeat(levels) + &"]".repeat(levels);
        assert!(!is_deeper_than(deep(64).as_bytes(), 64));
        assert!(is_deeper_than(deep(65).as_bytes(), 64));
        let quoted = format!(r#"{{"a":"\"{}"}}"#, "[".repeat(100));
        assert!(!is_deeper_than(quoted.as_bytes(), 64));
        let wide = format!("[{}]", vec!["[]"; 1000].join(","));
        assert!(!is_deeper_than(wide.as_bytes(), 2));
    }
}
