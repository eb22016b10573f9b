//! The socket: so many connections and no more, and an end that lets running requests finish.

use std::io;
use std::sync::Arc;

use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::TcpListener;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{sleep, timeout};

use super::connection::speak;
use super::front::Front;
use crate::limits::{ACCEPT_PAUSE, CONNECTIONS_HTTP_MAX, DRAIN_DEADLINE};

/// Serves until `end` comes, then lets what is running finish.
pub async fn serve(listener: TcpListener, front: Arc<Front>, end: impl Future<Output = ()>) {
    let graceful = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(CONNECTIONS_HTTP_MAX));
    let mut end = std::pin::pin!(end);
    loop {
        let place = tokio::select! {
            place = place(&places) => place,
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
        let speaking = speak(stream, address, Arc::clone(&front), graceful.watcher());
        tokio::spawn(async move {
            speaking.await;
            drop(place);
        });
    }
    drop(listener);
    front.end();
    tracing::info!("finishing what is running");
    if timeout(DRAIN_DEADLINE, graceful.shutdown()).await.is_err() {
        tracing::warn!("some requests did not finish in time and are cut off");
    }
}

async fn place(places: &Arc<Semaphore>) -> Option<OwnedSemaphorePermit> {
    if let Ok(place) = Arc::clone(places).try_acquire_owned() {
        return Some(place);
    }
    tracing::warn!("all {CONNECTIONS_HTTP_MAX} connections are taken; new ones wait");
    // The semaphore is never closed.
    Arc::clone(places).acquire_owned().await.ok()
}

/// Out of file handles, most likely: others will close theirs.
async fn refuse(error: &io::Error) {
    tracing::error!(%error, "a connection could not be accepted");
    sleep(ACCEPT_PAUSE).await;
}
