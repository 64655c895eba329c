//! The host's own HTTP server: which paths are its own, and the rest for the functions.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::any;
use http::StatusCode;
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::admin::{self, Admin};
use crate::blobs::{self, Links};
use crate::console::Console;
use crate::cors::{self, Cors};
use crate::http::{Front, serve};

/// `/admin` and `/runtime` are reserved as in the real host, `/blobs` is devhost's; everything else is matched against the functions.
pub(crate) fn router(admin: Admin, links: Links, front: Front, cors: Cors) -> Router {
    let nothing = || any(|| async { StatusCode::NOT_FOUND });
    Router::new()
        .merge(admin::router(Arc::new(admin)))
        .merge(blobs::router(Arc::new(links)))
        .route("/admin/{*reserved}", nothing())
        .route("/runtime/{*reserved}", nothing())
        .fallback_service(any(serve).with_state(Arc::new(front)))
        .layer(from_fn_with_state(Arc::new(cors), cors::layer))
}

/// Serves until told to stop and the calls in flight are answered.
pub(crate) async fn run(listener: TcpListener, app: Router, mut stop: watch::Receiver<bool>, console: Console) {
    let until = async move { drop(stop.wait_for(|stop| *stop).await) };
    let service = app.into_make_service_with_connect_info::<SocketAddr>();
    if let Err(error) = axum::serve(listener, service).with_graceful_shutdown(until).await {
        console.error(format!("serving HTTP failed: {error}"));
    }
}
