//! The naming rule that Azure Storage has for queues and containers.

/// 3 to 63 lower-case letters, digits and single dashes, with a letter or digit at both ends
/// (Azure Storage, "naming queues and metadata", "naming and referencing containers").
pub(crate) fn is_storage_name(name: &str) -> bool {
    (3..=63).contains(&name.len())
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && !name.starts_with('-')
        && !name.ends_with('-')
        && !name.contains("--")
}

#[cfg(test)]
mod tests {
    use super::is_storage_name;

    #[test]
    fn names_follow_the_rule() {
        for good in ["abc", "itineraries-generate", "a1-b2", &"x".repeat(63)] {
            assert!(is_storage_name(good), "{good}");
        }
        for bad in ["", "ab", "Abc", "a_b", "-ab", "ab-", "a--b", "a/b", "äbc", &"x".repeat(64)] {
            assert!(!is_storage_name(bad), "{bad}");
        }
    }
}
