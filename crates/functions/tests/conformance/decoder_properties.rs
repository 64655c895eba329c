//! The envelope decoder meets arbitrary bytes.

use pathfinder_functions::envelope::{Call, decode_message, message_text};
use proptest::prelude::*;
use serde_json::{Value, json};

/// JSON-like text: the alphabet that leads deepest into a parser.
const JSON_LIKE: &str = r#"[\[\]{}:,"\\a-c0-9.eE+tfn \u{0}-\u{ff}-]{0,200}"#;

fn read(bytes: &[u8]) {
    let Ok(call) = Call::read(bytes) else { return };
    let _ = call.dequeue_count();
    let Ok(value) = call.input("message") else { return };
    let _ = message_text(value);
    let _ = decode_message::<String>(value);
    let _ = decode_message::<Value>(value);
    let _ = decode_message::<std::collections::BTreeMap<String, Vec<u32>>>(value);
}

proptest! {
    #[test]
    fn never_panics_on_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..2048)) {
        read(&bytes);
    }

    #[test]
    fn never_panics_on_something_like_json(text in JSON_LIKE) {
        read(text.as_bytes());
        read(format!(r#"{{"Data":{{"message":{text}}}}}"#).as_bytes());
        read(json!({ "Data": { "message": text } }).to_string().as_bytes());
    }

    #[test]
    fn text_comes_back_from_every_wrapping(text in ".{0,60}") {
        let once = json!(text);
        let twice = json!(once.to_string());
        prop_assert_eq!(message_text(&twice), text.clone());
        prop_assert_eq!(decode_message::<Message>(&json!(json!({ "text": text }).to_string())).unwrap().text, text.clone());
        prop_assert_eq!(decode_message::<Message>(&json!(json!(json!({ "text": text }).to_string()).to_string())).unwrap().text, text);
    }
}

#[derive(Debug, serde::Deserialize)]
struct Message {
    text: String,
}
