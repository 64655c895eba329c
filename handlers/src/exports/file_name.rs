//! What a download is called: the trip's title in letters that every file system and header takes.

/// Longest name without its ending.
const MOST: usize = 60;

/// `Frühling in Rom!` becomes `fruehling-in-rom.pdf`; a title without a Latin letter becomes `itinerary.pdf`.
pub(super) fn file_name(title: &str, extension: &str) -> String {
    let mut name = String::new();
    for letter in title.chars().flat_map(char::to_lowercase) {
        match letter {
            'a'..='z' | '0'..='9' => name.push(letter),
            _ => match plain(letter) {
                Some(text) => name.push_str(text),
                // An accent that stands on its own belongs to the letter before it.
                None if ('\u{300}'..='\u{36f}').contains(&letter) => {}
                None if !name.is_empty() && !name.ends_with('-') => name.push('-'),
                None => {}
            },
        }
        if name.len() >= MOST {
            break;
        }
    }
    let name = name.trim_end_matches('-');
    format!("{}.{extension}", if name.is_empty() { "itinerary" } else { name })
}

/// Accented letters of the Latin alphabets of Europe.
const fn plain(letter: char) -> Option<&'static str> {
    Some(match letter {
        'à' | 'á' | 'â' | 'ã' | 'ā' | 'ă' | 'ą' => "a",
        'ä' | 'æ' => "ae",
        'å' => "aa",
        'ç' | 'ć' | 'č' | 'ĉ' | 'ċ' => "c",
        'ď' | 'đ' | 'ð' => "d",
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ė' | 'ę' | 'ě' => "e",
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => "g",
        'ì' | 'í' | 'î' | 'ï' | 'ī' | 'į' | 'ı' => "i",
        'ķ' => "k",
        'ł' | 'ļ' | 'ľ' | 'ĺ' => "l",
        'ñ' | 'ń' | 'ň' | 'ņ' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ō' | 'ő' => "o",
        'ö' | 'ø' | 'œ' => "oe",
        'ŕ' | 'ř' => "r",
        'ś' | 'š' | 'ş' | 'ș' | 'ŝ' => "s",
        'ß' => "ss",
        'ť' | 'ţ' | 'ț' => "t",
        'þ' => "th",
        'ù' | 'ú' | 'û' | 'ū' | 'ů' | 'ű' | 'ų' => "u",
        'ü' => "ue",
        'ý' | 'ÿ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn titles_become_plain_names() {
        for (title, expected) in [
            ("Rome in Spring", "rome-in-spring.pdf"),
            ("  Frühling in Rom! ", "fruehling-in-rom.pdf"),
            ("Cafe\u{301} & Crème", "cafe-creme.pdf"),
            ("../../etc/passwd", "etc-passwd.pdf"),
            ("ローマ", "itinerary.pdf"),
            ("\"\r\n", "itinerary.pdf"),
        ] {
            assert_eq!(file_name(title, "pdf"), expected);
        }
        assert!(file_name(&"a".repeat(500), "pdf").len() < 70);
    }
}
