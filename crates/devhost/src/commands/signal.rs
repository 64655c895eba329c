//! The wish to stop: Ctrl-C or SIGTERM.

use pathfinder_devhost::Host;

/// Resolves at Ctrl-C or SIGTERM.
pub(super) async fn end() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    // Where no signal can be listened for, the process ends by the signal itself.
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// Serves until `end` resolves or the host gives up, then stops the host.
///
/// # Errors
/// Why the host gave up.
pub(super) async fn serve(host: Host, end: impl Future<Output = ()>) -> anyhow::Result<()> {
    let failure = tokio::select! {
        reason = host.failed() => Some(reason),
        () = end => None,
    };
    if failure.is_none() {
        println!("[host] Stopping; calls in flight have 5 s.");
    }
    host.stop().await;
    match failure {
        None => Ok(()),
        Some(reason) => anyhow::bail!(reason),
    }
}
