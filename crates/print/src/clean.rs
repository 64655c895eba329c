//! Turns what people typed into text that a page can hold: one line, bounded, breakable, without invisible surprises.

use unicode_segmentation::UnicodeSegmentation;

/// Most characters of a name.
pub(crate) const NAME: usize = 120;
/// Most characters of a remark or a reason.
pub(crate) const REMARK: usize = 320;

/// Longest code point sequence that is kept as one character: a family emoji has 11, a letter with a heap of accents may have thousands.
const MOST_CODE_POINTS: usize = 16;
/// A word longer than this may break after each [`CHUNK`] characters, so that it fits the narrowest column.
const LONG_WORD: usize = 20;
const CHUNK: usize = 10;
const ZERO_WIDTH_SPACE: char = '\u{200b}';

/// At most `most` characters as people see them, with an ellipsis for the rest.
pub(crate) fn clean(text: &str, most: usize) -> String {
    let visible = |c: char| if is_blank(c) { Some(' ') } else { (!is_dropped(c)).then_some(c) };
    // Enough for `most` of the longest characters; what lies behind cannot be seen and is not worth the time.
    let source: String = text.chars().filter_map(visible).take(most.saturating_mul(MOST_CODE_POINTS) + 1).collect();
    let kept = shorten(&source, most);
    if has_unpaired_bidi(&kept) { kept.chars().filter(|&c| !is_bidi_control(c)).collect() } else { kept }
}

fn shorten(source: &str, most: usize) -> String {
    let mut kept = String::with_capacity(source.len().min(most * 4));
    let mut room = most;
    for word in source.split(' ').filter(|word| !word.is_empty()) {
        if !kept.is_empty() && room > 0 {
            kept.push(' ');
            room -= 1;
        }
        let characters: Vec<&str> = word.graphemes(true).collect();
        for (index, character) in characters.iter().enumerate() {
            if room == 0 {
                kept.truncate(kept.trim_end().len());
                kept.push('…');
                return kept;
            }
            if characters.len() > LONG_WORD && index > 0 && index.is_multiple_of(CHUNK) {
                kept.push(ZERO_WIDTH_SPACE);
            }
            kept.extend(character.chars().take(MOST_CODE_POINTS));
            room -= 1;
        }
    }
    kept
}

/// As [`clean`], with a word in place of nothing.
pub(crate) fn name(text: &str) -> String {
    let name = clean(text, NAME);
    if name.is_empty() { "(no name)".to_owned() } else { name }
}

/// The first `most` lines that say something.
pub(crate) fn lines(texts: &[String], most: usize) -> Vec<String> {
    texts.iter().map(|text| clean(text, REMARK)).filter(|text| !text.is_empty()).take(most).collect()
}

const fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{2800}' | '\u{3164}')
}

/// Controls, noncharacters, tags of interlinear annotation, the byte order mark.
fn is_dropped(c: char) -> bool {
    let code = c as u32;
    c.is_control()
        || code & 0xfffe == 0xfffe
        || matches!(c, '\u{fdd0}'..='\u{fdef}' | '\u{feff}' | '\u{fff9}'..='\u{fffc}' | '\u{206a}'..='\u{206f}')
}

const fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Embeddings and overrides end with U+202C, isolates with U+2069; one that is left open would turn the words behind it.
fn has_unpaired_bidi(text: &str) -> bool {
    let mut open = Vec::new();
    for c in text.chars() {
        match c {
            '\u{202a}' | '\u{202b}' | '\u{202d}' | '\u{202e}' => open.push('\u{202c}'),
            '\u{2066}'..='\u{2068}' => open.push('\u{2069}'),
            '\u{202c}' | '\u{2069}' if open.pop() != Some(c) => return true,
            _ => {}
        }
    }
    !open.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_becomes_one_bounded_line() {
        assert_eq!(clean("  a\tb\r\nc\0\u{7}  ", 10), "a b c");
        assert_eq!(clean("abcdef", 4), "abcd…");
        assert_eq!(clean("abcd", 4), "abcd");
        assert_eq!(clean("👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 2), "👩‍👩‍👧‍👦👩‍👩‍👧‍👦…");
        assert_eq!(clean(&"x".repeat(10_000), NAME).graphemes(true).filter(|c| *c == "x").count(), NAME);
        assert_eq!(clean(&format!("e{}", "\u{301}".repeat(10_000)), NAME).chars().count(), MOST_CODE_POINTS);
        assert_eq!(name("\u{0}\u{1b}"), "(no name)");
    }

    #[test]
    fn only_long_words_get_places_to_break() {
        assert_eq!(clean("Straßenbahnhaltestelle", 40), "Straßenbah\u{200b}nhaltestel\u{200b}le");
        assert_eq!(clean("Verkehrsmuseum Wien", 40), "Verkehrsmuseum Wien");
    }

    #[test]
    fn unpaired_direction_marks_go_and_paired_ones_stay() {
        assert_eq!(clean("\u{202e}live", 10), "live");
        assert_eq!(clean("live\u{202c}", 10), "live");
        assert_eq!(clean("\u{2067}שלום\u{2069}", 10), "\u{2067}שלום\u{2069}");
        assert_eq!(clean("\u{202b}a\u{2069}", 10), "a");
    }
}
