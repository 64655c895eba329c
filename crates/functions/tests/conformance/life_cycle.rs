//! Start-up and life through a real listener, as the host meets them (S1 to S3, S10).

use std::net::Ipv4Addr;

use pathfinder_functions::{Function, serve};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::application::{Application, orders, words};
use super::calls::queue_envelope;

/// The handler, served on a free port; the port is free again when the test ends.
struct Served {
    port: u16,
    server: tokio::task::JoinHandle<std::io::Result<()>>,
}

impl Drop for Served {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Served {
    async fn start(application: &Application, functions: &[Function<Application>]) -> Self {
        let port = free_port().await;
        let server = tokio::spawn(serve(application.router(functions), port));
        let served = Self { port, server };
        while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await.is_err() {
            assert!(!served.server.is_finished(), "the server has ended");
            tokio::task::yield_now().await;
        }
        served
    }

    async fn exchange(&self, request: &str) -> String {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer
    }
}

async fn free_port() -> u16 {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap().local_addr().unwrap().port()
}

#[tokio::test]
async fn s1_s3_the_ping_needs_nothing_and_answers_200() {
    let served = Served::start(&Application::default(), &[]).await;
    let answer = served.exchange("GET / HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n").await;
    assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
}

#[tokio::test]
async fn e8_both_framings_arrive_over_a_connection() {
    let application = Application::default();
    let served = Served::start(&application, &[orders(), words()]).await;
    let head = "POST /words-note HTTP/1.1\r\nhost: 127.0.0.1:1\r\nconnection: close\r\ncontent-type: application/json; charset=utf-8\r\n";
    let body = queue_envelope("hello").to_string();
    let with_length = format!("{head}content-length: {}\r\n\r\n{body}", body.len());
    let (left, right) = body.split_at(20);
    let chunked =
        format!("{head}transfer-encoding: chunked\r\n\r\n{:x}\r\n{left}\r\n{:x}\r\n{right}\r\n0\r\n\r\n", left.len(), right.len());
    for request in [with_length, chunked] {
        let answer = served.exchange(&request).await;
        assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
        assert!(answer.ends_with(r#"{"Outputs":{},"Logs":[],"ReturnValue":null}"#), "{answer}");
    }
    assert_eq!(application.world().seen, ["hello", "hello"]);
}

#[tokio::test]
async fn raw_dot_segments_and_old_protocols_do_not_reach_a_trigger() {
    let application = Application::default();
    let served = Served::start(&application, &[words()]).await;
    let body = queue_envelope("hello").to_string();
    for (target, host, version) in [
        ("/api/../words-note", "host: 127.0.0.1\r\n", "1.1"),
        ("/api/%2e%2e/words-note", "host: 127.0.0.1\r\n", "1.1"),
        ("//words-note", "host: 127.0.0.1\r\n", "1.1"),
        ("/words-note", "", "1.0"),
        ("/words-note", "host: pathfinder.example\r\n", "1.1"),
        ("http://pathfinder.example/words-note", "host: 127.0.0.1\r\n", "1.1"),
        ("/words-note", "host: 127.0.0.1\r\nhost: pathfinder.example\r\n", "1.1"),
    ] {
        let request = format!("POST {target} HTTP/{version}\r\n{host}connection: close\r\ncontent-length: {}\r\n\r\n{body}", body.len());
        let answer = served.exchange(&request).await;
        assert!(answer.contains(" 404 Not Found"), "{target} {host}: {answer}");
    }
    assert!(application.world().seen.is_empty());
}

#[tokio::test]
async fn a_taken_port_is_an_error() {
    let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let port = taken.local_addr().unwrap().port();
    let error = serve(Application::default().router(&[]), port).await.unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::AddrInUse);
}

#[tokio::test]
async fn s10_only_the_loopback_of_ipv4_is_bound() {
    let served = Served::start(&Application::default(), &[]).await;
    assert!(TcpStream::connect((std::net::Ipv6Addr::LOCALHOST, served.port)).await.is_err());
}
