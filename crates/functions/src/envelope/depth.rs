//! Bounds the nesting of JSON text before it is parsed.

use super::{MAX_DEPTH, Undecodable};

/// Counts brackets outside strings. Says nothing about whether the text is JSON.
///
/// # Errors
/// [`Undecodable::TooDeep`].
pub(super) fn check_depth(text: &[u8]) -> Result<(), Undecodable> {
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
                if depth > MAX_DEPTH {
                    return Err(Undecodable::TooDeep);
                }
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_are_counted_outside_strings_only() {
        let deep = |levels: usize| "[".repeat(levels) + &"]".repeat(levels);
        assert_eq!(check_depth(deep(MAX_DEPTH).as_bytes()), Ok(()));
        assert_eq!(check_depth(deep(MAX_DEPTH + 1).as_bytes()), Err(Undecodable::TooDeep));
        let quoted = format!(r#"{{"a":"\"{}"}}"#, "[".repeat(100));
        assert_eq!(check_depth(quoted.as_bytes()), Ok(()));
        let wide = format!("[{}]", vec!["[]"; 1000].join(","));
        assert_eq!(check_depth(wide.as_bytes()), Ok(()));
    }
}
