//! The rules for names of functions and queues.

/// A function's name: a letter, then at most 126 letters, digits, `-` or `_`; not `host` in any case
/// (WebJobs SDK `FunctionNameAttribute`, host `Utility.cs`). Here also not `api`, the prefix of HTTP paths.
pub(super) fn check_function(name: &str) -> Result<(), String> {
    let starts_well = name.starts_with(|first: char| first.is_ascii_alphabetic());
    let allowed = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
    if !starts_well || !allowed || name.len() > 127 {
        return Err("a name is a letter and then up to 126 letters, digits, - or _".to_owned());
    }
    if ["host", "api", "admin", "runtime"].iter().any(|reserved| name.eq_ignore_ascii_case(reserved)) {
        return Err("the name is reserved".to_owned());
    }
    Ok(())
}

/// The longest queue name whose companion `<name>-poison` still is a queue name (63): with a longer one the extension has no poison
/// queue, and a bad message would come back for ever.
const LONGEST_QUEUE: usize = 56;

/// A queue's name: 3 to 56 lower-case letters, digits and single dashes, letter or digit at both ends (Azure Storage rules).
pub(super) fn check_queue(name: &str) -> Result<(), String> {
    let allowed = name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    let dashes_apart = !name.starts_with('-') && !name.ends_with('-') && !name.contains("--");
    if !allowed || !dashes_apart || !(3..=LONGEST_QUEUE).contains(&name.len()) {
        return Err(format!("the queue `{name}` is not 3 to {LONGEST_QUEUE} lower-case letters, digits and single dashes"));
    }
    if name.ends_with("-poison") {
        return Err(format!("the queue `{name}` ends in -poison, which is the extension's own suffix"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s15_function_names_follow_the_host() {
        for good in ["itineraries-generate", "A", "a_1"] {
            assert_eq!(check_function(good), Ok(()), "{good}");
        }
        for bad in ["", "host", "HOST", "api", "1abc", "a b", "ä", "-a", &"a".repeat(128)] {
            assert!(check_function(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn queue_names_leave_room_for_poison() {
        for good in ["abc", "itineraries-generate", "a1b", &"q".repeat(56)] {
            assert_eq!(check_queue(good), Ok(()), "{good}");
        }
        for bad in ["ab", "Abc", "a--b", "-ab", "ab-", "a_b", "jobs-poison", &"q".repeat(57)] {
            assert!(check_queue(bad).is_err(), "{bad}");
        }
    }
}
