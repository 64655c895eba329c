//! Signed links to blobs of the embedded profile: made here, served by the development host.
//!
//! Shape: `<base>/<container>/<name>?file=<file name>&expires=<Unix milliseconds>&signature=<HMAC-SHA256, base64url>`. The signature covers all
//! four, each preceded by its length, so that nothing can be moved from one part into another.

use std::io;
use std::path::Path;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use url::{Url, form_urlencoded};

use super::MAX_LINK_LIFE;
use crate::embedded::read_or_create_file;
use crate::ids::{Ids as _, SystemIds};

/// The key's file in the data folder: 64 hex digits.
pub const KEY_FILE: &str = "link.key";

/// 256 random bits that sign links; whoever has them can read every blob.
#[derive(Clone)]
pub struct LinkKey([u8; 32]);

impl std::fmt::Debug for LinkKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("LinkKey(…)")
    }
}

/// What a good link allows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    pub container: String,
    pub name: String,
    /// What the download is called; for [`content_disposition`].
    pub file_name: String,
    pub expires: DateTime<Utc>,
}

/// Why a link is not followed. Answer all alike: the difference is for the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LinkRefused {
    #[error("the link is not one of ours")]
    Malformed,
    #[error("the link was changed or signed with another key")]
    Forged,
    #[error("the link has expired")]
    Expired,
}

impl LinkKey {
    pub fn new(key: [u8; 32]) -> Self {
        Self(key)
    }

    /// The data folder's key, made on first use; every process on the folder gets the same one.
    ///
    /// # Errors
    /// What the file system says; `InvalidData` when the file is not a key.
    pub fn read_or_create(data_folder: &Path) -> io::Result<Self> {
        let text = read_or_create_file(data_folder, KEY_FILE, || {
            let mut key = [0; 32];
            SystemIds.fill(&mut key);
            hex(&key).into_bytes()
        })?;
        let wrong = || {
            io::Error::new(
                io::ErrorKind::InvalidData,
                format!("{} is not a key of 64 hex digits; delete it to get a new one", data_folder.join(KEY_FILE).display()),
            )
        };
        std::str::from_utf8(&text).ok().and_then(|text| unhex(text.trim())).map(Self).ok_or_else(wrong)
    }

    /// A link that reads this blob until `now` + `life`, at most [`MAX_LINK_LIFE`]; `None` where `base` cannot have a path (`mailto:`).
    pub fn sign(&self, base: &Url, container: &str, name: &str, file_name: &str, life: Duration, now: DateTime<Utc>) -> Option<Url> {
        let life = i64::try_from(life.min(MAX_LINK_LIFE).as_millis()).unwrap_or(0);
        let expires = now.timestamp_millis().saturating_add(life).to_string();
        let signature = URL_SAFE_NO_PAD.encode(self.mac(container, name, file_name, &expires).finalize().into_bytes());
        let mut url = base.clone();
        url.path_segments_mut().ok()?.pop_if_empty().push(container).extend(name.split('/'));
        url.set_query(None);
        url.query_pairs_mut().append_pair("file", file_name).append_pair("expires", &expires).append_pair("signature", &signature);
        Some(url)
    }

    /// Checks a link as it arrived: `path` is what follows the base (`container/name`, still percent-encoded, with or without a leading slash), `query`
    /// what follows the `?`. Compares in constant time.
    ///
    /// # Errors
    /// [`LinkRefused`]; [`LinkRefused::Expired`] only for links that we made.
    pub fn verify(&self, path: &str, query: &str, now: DateTime<Utc>) -> Result<Link, LinkRefused> {
        let (container, name) = path.trim_start_matches('/').split_once('/').ok_or(LinkRefused::Malformed)?;
        let (container, name) = (percent_decode(container)?, percent_decode(name)?);
        let value = |key: &str| {
            form_urlencoded::parse(query.as_bytes()).find(|(k, _)| k == key).map(|(_, v)| v.into_owned()).ok_or(LinkRefused::Malformed)
        };
        let (file_name, expires, signature) = (value("file")?, value("expires")?, value("signature")?);
        let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| LinkRefused::Malformed)?;
        self.mac(&container, &name, &file_name, &expires).verify_slice(&signature).map_err(|_| LinkRefused::Forged)?;
        let expires = expires.parse().ok().and_then(DateTime::from_timestamp_millis).ok_or(LinkRefused::Malformed)?;
        if expires <= now { Err(LinkRefused::Expired) } else { Ok(Link { container, name, file_name, expires }) }
    }

    fn mac(&self, container: &str, name: &str, file_name: &str, expires: &str) -> Hmac<Sha256> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes keys of any length");
        for part in ["pathfinder link 1", container, name, file_name, expires] {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part.as_bytes());
        }
        mac
    }
}

/// A `Content-Disposition` value that downloads as `file_name`, whatever it holds (RFC 6266, with RFC 8187 for what is not ASCII).
pub fn content_disposition(file_name: &str) -> String {
    // Path separators, controls and direction marks must not reach a disk or fool a reader ("\u{202E}fdp.exe").
    let clean: String = file_name
        .chars()
        .map(|c| if c == '/' || c == '\\' { '-' } else { c })
        .filter(|&c| {
            !c.is_control() && !matches!(c, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
        })
        .take(150)
        .collect();
    let clean = clean.trim().trim_start_matches('.');
    let clean = if clean.is_empty() { "download" } else { clean };
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, ' ' | '.' | '-' | '_' | '(' | ')' | ',');
    let ascii: String = clean.chars().map(|c| if plain(c) { c } else { '_' }).collect();
    if ascii == clean {
        return format!("attachment; filename=\"{ascii}\"");
    }
    let mut value = format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''");
    for byte in clean.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_') {
            value.push(char::from(byte));
        } else {
            value.push_str(&format!("%{byte:02X}"));
        }
    }
    value
}

fn percent_decode(text: &str) -> Result<String, LinkRefused> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digit =
                |b: Option<u8>| b.and_then(|b| char::from(b).to_digit(16)).and_then(|d| u8::try_from(d).ok()).ok_or(LinkRefused::Malformed);
            let high = digit(rest.next())?;
            bytes.push(high << 4 | digit(rest.next())?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).map_err(|_| LinkRefused::Malformed)
}

/// Lower-case hex.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}"); // writing to a String cannot fail
        text
    })
}

fn unhex(text: &str) -> Option<[u8; 32]> {
    let mut key = [0; 32];
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    for (byte, at) in key.iter_mut().zip((0..64).step_by(2)) {
        *byte = u8::from_str_radix(text.get(at..at + 2)?, 16).ok()?;
    }
    Some(key)
}
