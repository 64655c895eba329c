//! The public API as the measuring programs call it: keep-alive, one token per person, whole answers.

use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::{Context as _, ensure};
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, ETAG, IF_MATCH};
use reqwest::{Client, Method, StatusCode};
use serde_json::{Value, json};

/// Somebody who calls an API.
#[derive(Debug, Clone)]
pub struct Person {
    client: Client,
    base: String,
    token: String,
}

/// What is to be called.
#[derive(Debug, Clone)]
pub struct Call {
    pub method: Method,
    /// Below `/api/v1/`.
    pub path: String,
    pub body: Option<Value>,
    pub if_match: Option<String>,
}

/// What came back, read to its end.
#[derive(Debug)]
pub struct Reply {
    pub status: StatusCode,
    pub etag: Option<String>,
    pub body: Vec<u8>,
}

impl Call {
    pub fn get(path: impl Into<String>) -> Self {
        Self { method: Method::GET, path: path.into(), body: None, if_match: None }
    }

    pub fn post(path: impl Into<String>, body: Value) -> Self {
        Self { method: Method::POST, path: path.into(), body: Some(body), if_match: None }
    }
}

impl Person {
    /// Signs somebody in with a token of the local profile; the same name is the same person.
    ///
    /// # Errors
    /// When nothing answers, or no token is given out.
    pub async fn sign_in(client: &Client, base: &str, name: &str) -> anyhow::Result<Self> {
        let mut person = Self { client: client.clone(), base: base.trim_end_matches('/').to_owned(), token: String::new() };
        let token = person.make(Call::post("dev/token", json!({ "name": name }))).await?;
        person.token = text(&token, "accessToken")?;
        Ok(person)
    }

    /// # Errors
    /// When the connection fails; a refusal is an answer.
    pub async fn call(&self, call: Call) -> reqwest::Result<Reply> {
        /// Makes idempotency keys new ones within this process.
        static CALLS: AtomicU64 = AtomicU64::new(0);
        let Call { method, path, body, if_match } = call;
        let mut request = self.client.request(method.clone(), format!("{}/api/v1/{path}", self.base));
        if !self.token.is_empty() {
            request = request.header(AUTHORIZATION, format!("Bearer {}", self.token));
        }
        if method == Method::POST {
            let key = format!("\"bench-{:08x}-{:016}\"", std::process::id(), CALLS.fetch_add(1, Ordering::Relaxed));
            request = request.header("Idempotency-Key", key);
        }
        if let Some(etag) = if_match {
            request = request.header(IF_MATCH, etag);
        }
        if let Some(body) = body {
            let kind = if method == Method::PATCH { "application/merge-patch+json" } else { "application/json" };
            request = request.header(CONTENT_TYPE, kind).body(body.to_string());
        }
        let response = request.send().await?;
        let status = response.status();
        let etag = response.headers().get(ETAG).and_then(|value| value.to_str().ok()).map(str::to_owned);
        Ok(Reply { status, etag, body: response.bytes().await?.to_vec() })
    }

    /// A call that must succeed; its answer.
    ///
    /// # Errors
    /// What was refused, in the words of the answer.
    pub async fn make(&self, call: Call) -> anyhow::Result<Value> {
        let told = format!("{} {}", call.method, call.path);
        let reply = self.call(call).await.with_context(|| told.clone())?;
        ensure!(reply.status.is_success(), "{told}: {} {}", reply.status, String::from_utf8_lossy(&reply.body));
        Ok(serde_json::from_slice(&reply.body)?)
    }

    /// Replaces what stands at `path`.
    ///
    /// # Errors
    /// As [`Self::make`].
    pub async fn replace(&self, path: &str, body: Value) -> anyhow::Result<Value> {
        let current = self.call(Call::get(path)).await?;
        self.make(Call { method: Method::PUT, path: path.to_owned(), body: Some(body), if_match: current.etag }).await
    }
}

/// A member that is text.
///
/// # Errors
/// When the answer does not have it.
pub fn text(value: &Value, name: &str) -> anyhow::Result<String> {
    value[name].as_str().map(str::to_owned).with_context(|| format!("no {name} in {value}"))
}
