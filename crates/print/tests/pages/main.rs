//! Printed itineraries, read back as a stranger would read them.

mod fixture;
mod hostile;
mod shape;

use std::sync::LazyLock;

use pathfinder_print::Printer;

/// Embedded faces only, so that the tests say the same on every machine.
static PRINTER: LazyLock<Printer> = LazyLock::new(|| Printer::new(Vec::new(), false));

/// One printer serves all threads.
const _: fn() = || {
    const fn shared<T: Send + Sync>() {}
    shared::<Printer>();
};

/// The text of all pages without its spaces: extraction guesses them from gaps.
fn text(bytes: &[u8]) -> String {
    let text = pdf_extract::extract_text_from_mem(bytes).expect("text can be extracted");
    squeeze(&text)
}

fn squeeze(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && *c != '\u{200b}').collect()
}
