//! The socket: so many connections and no more, and an end that lets running requests finish.

use std::io;
use std::sync::Arc;

use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::TcpListener;
use tokio::time::{sleep, timeout};

use super::connection::speak;
use super::doors::Doors;
use super::front::Front;
use crate::limits::{ACCEPT_PAUSE, DRAIN_DEADLINE};

/// Serves until `end` comes, then lets what is running finish.
pub async fn serve(listener: TcpListener, front: Arc<Front>, end: impl Future<Output = ()>) {
    let graceful = GracefulShutdown::new();
    let doors = Doors::open();
    let mut end = std::pin::pin!(end);
    loop {
        let place = tokio::select! {
            place = doors.place() => place,
            () = &mut end => break,
        };
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut end => break,
        };
        let (stream, address) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                refuse(&error).await;
                continue;
            }
        };
        let counted = Some(address.ip()).filter(|ip| !front.trusts(*ip));
        let Some(address_place) = doors.enter(counted) else {
            drop(stream);
            continue;
        };
        let held = (place, address_place);
        let watcher = graceful.watcher();
        // Straight into its task: a future that waits for another is twice as large, and there
        // may be ten thousand of these.
        tokio::spawn(speak(stream, address, Arc::clone(&front), watcher, held));
    }
    drop(listener);
    front.end();
    tracing::info!("finishing what is running");
    if timeout(DRAIN_DEADLINE, graceful.shutdown()).await.is_err() {
        tracing::warn!("some requests did not finish in time and are cut off");
    }
}

/// Out of file handles, most likely: others will close theirs.
async fn refuse(error: &io::Error) {
    tracing::error!(%error, "a connection could not be accepted");
    sleep(ACCEPT_PAUSE).await;
}
