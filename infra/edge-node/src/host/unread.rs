//! What the node holds for a function until the function has it: statements that wait, results
//! that nobody read. It counts as that function's, since a guest may ask for any number of things
//! before it takes the first.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use wasmtime::StoreContextMut;
use wasmtime::component::{
    Destination, Lower, StreamProducer, StreamResult, VecBuffer, WriteBuffer,
};

/// Takes room for so many bytes until what comes back is dropped; none where there is too
/// little. What takes next to nothing counts as a KiB.
pub fn charge(room: &Arc<Semaphore>, n_bytes: usize) -> Option<OwnedSemaphorePermit> {
    let n_kib = u32::try_from(n_bytes.div_ceil(1024).max(1)).unwrap_or(u32::MAX);
    Arc::clone(room).try_acquire_many_owned(n_kib).ok()
}

/// Items on their way to a function. Until it has read all of them, or gave them up, they count
/// as what it holds of the node's memory.
pub struct Unread<T> {
    items: Vec<T>,
    _room: OwnedSemaphorePermit,
}

impl<T> Unread<T> {
    /// None where there is no room for so many bytes.
    pub fn charge(items: Vec<T>, n_bytes: usize, room: &Arc<Semaphore>) -> Option<Self> {
        let _room = charge(room, n_bytes)?;
        Some(Self { items, _room })
    }
}

impl<D, T> StreamProducer<D> for Unread<T>
where
    T: Lower + Send + Sync + Unpin + 'static,
    VecBuffer<T>: WriteBuffer<T>,
{
    type Item = T;
    type Buffer = VecBuffer<T>;

    /// Gives all at once, and ends when it is asked for more: that is when they are read.
    fn poll_produce<'a>(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        _: StoreContextMut<'a, D>,
        mut destination: Destination<'a, T, VecBuffer<T>>,
        _: bool,
    ) -> Poll<wasmtime::Result<StreamResult>> {
        let items = std::mem::take(&mut self.items);
        if items.is_empty() {
            return Poll::Ready(Ok(StreamResult::Dropped));
        }
        destination.set_buffer(items.into());
        Poll::Ready(Ok(StreamResult::Completed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::RESULTS_UNREAD_MAX_KIB;

    #[test]
    fn what_nobody_reads_has_a_limit_and_gives_its_room_back() {
        let room = Arc::new(Semaphore::new(RESULTS_UNREAD_MAX_KIB));
        let half = (RESULTS_UNREAD_MAX_KIB << 10) / 2;
        let charge = || Unread::charge(vec![0_u8], half, &room);
        let (first, second) = (charge().unwrap(), charge().unwrap());
        assert!(charge().is_none());
        drop(first);
        assert!(charge().is_some());
        drop(second);
        assert_eq!(room.available_permits(), RESULTS_UNREAD_MAX_KIB);
    }

    #[test]
    fn the_smallest_of_things_takes_room_too() {
        let room = Arc::new(Semaphore::new(1));
        let held = charge(&room, 0).unwrap();
        assert!(charge(&room, 0).is_none());
        drop(held);
    }
}
