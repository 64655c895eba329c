//! Cases E1 to E10: every way in which hosts have wrapped a message is understood.

use serde_json::{Value, json};

use super::application::{Application, orders, words};
use super::calls::{INVOCATION, in_pieces, queue_call, queue_envelope, send, trigger};

const TEXT: &str = r#"{"operationId":"op-1"}"#;

fn noted() -> String {
    format!("op-1 Some({INVOCATION:?}) Some(4)")
}

#[tokio::test]
async fn e1_the_hosts_own_wrapping_is_undone() {
    let application = Application::default();
    let router = application.router(&[orders(), words()]);
    send(&router, queue_call("words-note", "HelloWorld")).await.assert_done();
    send(&router, queue_call("orders-run", TEXT)).await.assert_done();
    assert_eq!(application.world().seen, ["HelloWorld".to_owned(), noted()]);
}

#[tokio::test]
async fn e2_e3_e4_e6_objects_text_doubly_encoded_text_and_base64_are_one_message() {
    let base64 = "eyJvcGVyYXRpb25JZCI6Im9wLTEifQ==";
    let forms = [
        json!({ "operationId": "op-1" }),
        json!(TEXT),
        json!(json!(TEXT).to_string()),
        json!(base64),
        json!(base64.trim_end_matches('=')),
        json!(json!(base64).to_string()),
    ];
    for form in forms {
        let application = Application::default();
        let mut envelope = queue_envelope("");
        envelope["Data"]["message"] = form.clone();
        send(&application.router(&[orders()]), trigger("/orders-run", envelope.to_string())).await.assert_done();
        assert_eq!(application.world().seen, [noted()], "{form}");
    }
}

#[tokio::test]
async fn e3_plain_text_stays_what_it_is() {
    // "test" is valid base64, "4" and "null" are JSON, "\"quoted\"" holds its own quotes.
    for text in ["test", "4", "null", "Hello World", "SGVsbG8=", "", "ü"] {
        let application = Application::default();
        send(&application.router(&[words()]), queue_call("words-note", text)).await.assert_done();
        assert_eq!(application.world().seen, [text]);
    }
}

#[tokio::test]
async fn e6_metadata_overwritten_by_the_message_is_for_logs_only() {
    for (count, expected) in
        [(json!(7), "Some(7)"), (json!("\"7\""), "Some(7)"), (json!(-1), "None"), (json!({}), "None"), (Value::Null, "None")]
    {
        let application = Application::default();
        let mut envelope = queue_envelope(TEXT);
        envelope["Metadata"]["DequeueCount"] = count;
        envelope["Metadata"]["Id"] = json!("x");
        send(&application.router(&[orders()]), trigger("/orders-run", envelope.to_string())).await.assert_done();
        assert!(application.world().seen[0].ends_with(expected), "{:?}", application.world().seen);
    }
}

#[tokio::test]
async fn e7_metadata_may_be_missing_and_the_binding_may_have_another_name() {
    let application = Application::default();
    let envelope = json!({ "Data": { "myqueueItem": json!(TEXT).to_string() } });
    send(&application.router(&[orders()]), trigger("/orders-run", envelope.to_string())).await.assert_done();
    assert_eq!(application.world().seen.len(), 1);
}

#[tokio::test]
async fn e8_both_framings_are_taken() {
    let application = Application::default();
    let router = application.router(&[orders()]);
    let text = queue_envelope(TEXT).to_string();
    send(&router, trigger("/orders-run", in_pieces(&text))).await.assert_done();
    send(&router, trigger("/orders-run", text)).await.assert_done();
    assert_eq!(application.world().seen.len(), 2);
}

#[tokio::test]
async fn a_missing_or_foreign_invocation_id_is_none() {
    let application = Application::default();
    let mut request = queue_call("orders-run", TEXT);
    request.headers_mut().insert("x-azure-functions-invocationid", "<script>".parse().unwrap());
    send(&application.router(&[orders()]), request).await.assert_done();
    assert_eq!(application.world().seen, ["op-1 None Some(4)"]);
}

#[test]
fn a_queue_writes_what_it_reads() {
    let order = super::application::Order { operation_id: "op-1".to_owned() };
    assert_eq!(super::application::ORDERS.encode(&order).unwrap(), TEXT);
}
