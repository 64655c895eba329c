//! Cases R1 to R12 from the handler's side: 2xx with the whole result object, or non-2xx when another delivery is wanted.

use std::time::Duration;

use pathfinder_functions::{Delivery, Function, JobError};

use super::application::{Application, ORDERS, Order, orders};
use super::calls::{queue_call, send};

const TEXT: &str = r#"{"operationId":"op-1"}"#;

#[tokio::test]
async fn r1_r12_success_is_the_whole_result_object() {
    let application = Application::default();
    send(&application.router(&[orders()]), queue_call("orders-run", TEXT)).await.assert_done();
}

#[tokio::test]
async fn r7_a_retry_is_not_2xx_and_keeps_no_letter() {
    let application = Application::default();
    application.world().next = vec![Err(JobError::retry("the model is busy"))];
    let router = application.router(&[orders()]);
    send(&router, queue_call("orders-run", TEXT)).await.assert_wanted_again();
    assert!(application.world().letters.is_empty());
    send(&router, queue_call("orders-run", TEXT)).await.assert_done();
}

#[tokio::test]
async fn a_panic_is_a_retry_and_the_next_call_works() {
    let early = Function::queue("early", &ORDERS, "Panics before its first await.", |_: Application, delivery: Delivery<Order>| {
        assert_ne!(delivery.message.operation_id, "op-1", "the handler's own fault");
        async { Ok(()) }
    });
    let late = Function::queue("late", &ORDERS, "Panics after an await.", async |_: Application, delivery: Delivery<Order>| {
        tokio::task::yield_now().await;
        assert_ne!(delivery.message.operation_id, "op-1", "the handler's own fault");
        Ok(())
    });
    let router = Application::default().router(&[early, late]);
    for function in ["early", "late"] {
        send(&router, queue_call(function, TEXT)).await.assert_wanted_again();
        send(&router, queue_call(function, r#"{"operationId":"op-2"}"#)).await.assert_done();
    }
}

#[tokio::test(start_paused = true)]
async fn a_missed_deadline_is_a_retry() {
    let endless =
        Function::queue("endless", &ORDERS, "Never ends.", async |_: Application, _: Delivery<Order>| std::future::pending().await);
    let began = tokio::time::Instant::now();
    send(&Application::default().router(std::slice::from_ref(&endless)), queue_call("endless", TEXT)).await.assert_wanted_again();
    assert_eq!(began.elapsed().as_secs(), 240);
    let began = tokio::time::Instant::now();
    let quick = endless.within(Duration::from_secs(2));
    send(&Application::default().router(&[quick]), queue_call("endless", TEXT)).await.assert_wanted_again();
    assert_eq!(began.elapsed().as_secs(), 2);
}
