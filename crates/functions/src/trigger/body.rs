//! Reads the body of a trigger call, however it is framed.

use std::time::Duration;

use axum::body::Body;
use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;

use crate::envelope::MAX_CALL;
use crate::guard::{Outcome, guarded};

/// How long the host may take to send a call over loopback.
const READING: Duration = Duration::from_secs(30);

/// Why a body was not read to its end.
pub(super) enum Unread {
    /// Longer than [`MAX_CALL`]; what was read of it.
    TooLong(Bytes),
    /// The connection broke or stalled; the host will call again.
    Broken,
}

/// Reads a chunked or length-delimited body (the host sends both kinds).
pub(super) async fn read(body: Body) -> Result<Bytes, Unread> {
    match guarded(READING, collect(body)).await {
        Outcome::Done(read) => read,
        Outcome::Panicked | Outcome::Late => Err(Unread::Broken),
    }
}

async fn collect(mut body: Body) -> Result<Bytes, Unread> {
    let mut read = BytesMut::new();
    while let Some(frame) = body.frame().await {
        let Ok(frame) = frame else { return Err(Unread::Broken) };
        let Ok(data) = frame.into_data() else { continue };
        read.extend_from_slice(&data);
        if read.len() > MAX_CALL {
            return Err(Unread::TooLong(read.freeze()));
        }
    }
    Ok(read.freeze())
}
