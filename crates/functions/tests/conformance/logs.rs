//! What is logged of an invocation: names and ids, never content.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use axum::body::Body;
use pathfinder_functions::{Delivery, Function, JobError};
use tracing_subscriber::fmt::format::FmtSpan;

use super::application::{Application, ORDERS, Order, orders};
use super::calls::{INVOCATION, proxied, queue_call, send, trigger};

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

const SECRET: &str = "grandma-lives-in-Porto";

#[tokio::test]
async fn nothing_of_a_body_path_or_query_is_logged_and_every_line_has_function_and_id() {
    let lines = Lines::default();
    let writer = lines.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .with_span_events(FmtSpan::NEW)
        .with_writer(move || writer.clone())
        .finish();
    let guard = tracing::subscriber::set_default(subscriber);
    // The panic's own output would go to stderr; the application replaces the hook.
    pathfinder_functions::process::log_panics_by_place();

    let panicking = Function::queue("panicking", &ORDERS, "Panics.", async |_: Application, delivery: Delivery<Order>| {
        Err(JobError::retry(delivery.message.operation_id.parse::<u32>().expect("a number")))
    });
    let trip = Function::http("trips-read", http::Method::GET, "v1/trips/{tripId}", "Reads a trip.", async || "");
    let application = Application::default();
    application.world().next = vec![Ok(()), Err(JobError::retry("busy")), Err(JobError::fatal("gone"))];
    let router = application.router(&[orders(), panicking, trip]);
    let order = format!(r#"{{"operationId":"{SECRET}"}}"#);
    for _ in 0..3 {
        send(&router, queue_call("orders-run", &order)).await;
    }
    for text in [SECRET.to_owned(), format!(r#"{{"{SECRET}":1}}"#), format!(r#"{{"operationId":["{SECRET}"]}}"#)] {
        send(&router, queue_call("orders-run", &text)).await;
        send(&router, trigger("/orders-run", text)).await;
    }
    send(&router, queue_call("panicking", &order)).await;
    send(&router, proxied("GET", &format!("/api/v1/trips/{SECRET}?code={SECRET}")).body(Body::empty()).unwrap()).await;
    drop(guard);
    drop(std::panic::take_hook());

    let log = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    assert!(!log.contains(SECRET), "{log}");
    assert_eq!(log.matches(": new").count(), 11, "one span per invocation:\n{log}");
    for line in log.lines().filter(|line| line.contains("pathfinder_functions::trigger")) {
        assert!(line.contains(INVOCATION) && line.contains("function=\""), "{line}");
    }
    assert!(log.contains("undecodable") && log.contains("given up") && log.contains("panicked") && log.contains("busy"), "{log}");
}
