//! What can never be processed is kept, and only then acknowledged.

use pathfinder_functions::{DeadLetter, JobError};
use serde_json::json;

use super::application::{Application, orders};
use super::calls::{INVOCATION, queue_call, queue_envelope, send, trigger};

const TEXT: &str = r#"{"operationId":"op-1"}"#;

fn letter(application: &Application) -> DeadLetter {
    let letters = application.world().letters.clone();
    assert_eq!(letters.len(), 1, "{letters:?}");
    letters[0].clone()
}

#[tokio::test]
async fn a_message_of_another_shape_is_kept_as_its_producer_wrote_it() {
    for text in [r#"{"operationId":1}"#, r#"{"operationId":"a","more":1}"#, "HelloWorld", "", "[]", "null", "{\"operationId\":\"a\"", "4"] {
        let application = Application::default();
        send(&application.router(&[orders()]), queue_call("orders-run", text)).await.assert_done();
        let letter = letter(&application);
        assert_eq!((letter.function, letter.queue, letter.body.as_str()), ("orders-run", "orders", text));
        assert_eq!(letter.invocation_id.as_deref(), Some(INVOCATION));
        assert!(!letter.reason.is_empty());
        assert!(application.world().seen.is_empty());
    }
}

#[tokio::test]
async fn a_fatal_failure_is_kept_with_its_reason() {
    let application = Application::default();
    application.world().next = vec![Err(JobError::fatal("the trip is gone"))];
    send(&application.router(&[orders()]), queue_call("orders-run", TEXT)).await.assert_done();
    let letter = letter(&application);
    assert_eq!((letter.body.as_str(), letter.reason.as_str()), (TEXT, "the trip is gone"));
}

#[tokio::test]
async fn what_is_no_envelope_is_kept_whole() {
    let deep = format!(r#"{{"Data":{{"message":{}{}}}}}"#, "[".repeat(100_000), "]".repeat(100_000));
    for body in ["", "null", "[]", "hello", "{}", r#"{"Data":[]}"#, r#"{"Data":{}}"#, r#"{"Data":{"a":1,"b":2}}"#, &deep] {
        let application = Application::default();
        send(&application.router(&[orders()]), trigger("/orders-run", body.to_owned())).await.assert_done();
        assert_eq!(letter(&application).body, body[..body.len().min(DeadLetter::MAX_BODY)]);
    }
}

#[tokio::test]
async fn nesting_inside_the_text_is_bounded_too() {
    let application = Application::default();
    let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    send(&application.router(&[orders()]), queue_call("orders-run", &deep)).await.assert_done();
    assert_eq!(letter(&application).body, deep);
}

#[tokio::test]
async fn bytes_that_are_no_text_are_kept_as_base64() {
    let application = Application::default();
    send(&application.router(&[orders()]), trigger("/orders-run", vec![0xff, 0xfe, 0x00])).await.assert_done();
    assert_eq!(letter(&application).body, "//4A");
}

#[tokio::test]
async fn too_long_a_call_is_kept_shortened() {
    let application = Application::default();
    let mut envelope = queue_envelope(TEXT);
    envelope["Metadata"]["filler"] = json!("x".repeat(3 * 1024 * 1024));
    send(&application.router(&[orders()]), trigger("/orders-run", envelope.to_string())).await.assert_done();
    assert_eq!(letter(&application).body.len(), DeadLetter::MAX_BODY);
}

#[tokio::test]
async fn the_longest_queue_message_of_the_worst_characters_is_no_long_call() {
    let application = Application::default();
    let order = json!({ "operationId": "\u{1}\"".repeat(8 * 1024 - 8) }).to_string();
    assert!(order.len() > 60 * 1024 && order.len() <= 64 * 1024);
    send(&application.router(&[orders()]), queue_call("orders-run", &order)).await.assert_done();
    assert_eq!(application.world().seen.len(), 1);
}

#[tokio::test]
async fn a_letter_that_cannot_be_kept_comes_again() {
    let application = Application::default();
    application.world().no_room_for_letters = true;
    application.world().next = vec![Err(JobError::fatal("the trip is gone"))];
    let router = application.router(&[orders()]);
    send(&router, queue_call("orders-run", "garbage")).await.assert_wanted_again();
    send(&router, queue_call("orders-run", TEXT)).await.assert_wanted_again();
}

#[tokio::test]
async fn a_broken_connection_is_no_letter() {
    let application = Application::default();
    let pieces = futures::stream::iter([Ok(b"{\"Data\":".to_vec()), Err(std::io::Error::other("reset"))]);
    let call = trigger("/orders-run", axum::body::Body::from_stream(pieces));
    send(&application.router(&[orders()]), call).await.assert_wanted_again();
    assert!(application.world().letters.is_empty());
}
