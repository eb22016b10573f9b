//! What one function may take of the machine: computing, memory, instances.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::{Mutex, Semaphore};
use tokio::time::{sleep, timeout_at};

use super::leaky::Leaky;
use super::machine;
use super::room::{Pot, Room};
use super::turns::{Account, Payer, Turns};
use crate::config::function_limits::FunctionLimits;
use crate::limits::{
    ANSWERS_MEMORY_PART, CPU_CREDIT, DEATHS_MAX, GUEST_PRINTS_BYTES_PER_S, INSTANTIATE_DEADLINE,
    MEMORY_PART_OF_ALL, MEMORY_PART_OF_FUNCTION, RESTARTS_PER_S, RESULTS_UNREAD_MAX_KIB,
};

/// What a node has to divide among its functions.
pub struct Machine {
    /// Computing.
    pub turns: Arc<Turns>,
    memory_bytes: usize,
    answers: Arc<Semaphore>,
    pot: Arc<Pot>,
}

/// One function's part.
pub struct Budget {
    /// What its manifest says.
    pub limits: FunctionLimits,
    /// Whose turn it is to compute.
    pub turns: Arc<Turns>,
    /// What it computed lately for those who ask.
    pub account: Arc<Account>,
    /// The same of what it receives: who uploads much does not slow down its other requests.
    pub receiving: Arc<Account>,
    /// And what in its regular work, which goes on while nobody else wants to.
    pub regular: Arc<Account>,
    /// The bytes that it printed lately.
    pub said: Arc<Leaky>,
    /// What its instances may hold of results that they have not read yet, in KiB.
    pub unread: Arc<Semaphore>,
    /// What answers of all functions may take until clients have them, in KiB.
    pub answers: Arc<Semaphore>,
    pots: [Arc<Pot>; 2],
    deaths: Leaky,
    /// Held by whoever makes an instance while they die like flies.
    restarting: Mutex<()>,
}

/// A function's instances die faster than new ones are made.
#[derive(Debug, thiserror::Error)]
#[error("its instances die one after the other")]
pub struct Dying;

impl Machine {
    /// This one.
    pub fn this() -> Self {
        let memory_bytes = machine::memory_bytes();
        let n_cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self {
            turns: Turns::new(n_cores),
            memory_bytes,
            answers: Arc::new(Semaphore::new(memory_bytes / ANSWERS_MEMORY_PART / 1024)),
            pot: Pot::new(memory_bytes / MEMORY_PART_OF_ALL),
        }
    }

    /// A function's part of it.
    pub fn budget(&self, limits: FunctionLimits) -> Arc<Budget> {
        // What one instance may have a function may have in any case.
        let of_function = (self.memory_bytes / MEMORY_PART_OF_FUNCTION).max(limits.memory);
        Arc::new(Budget {
            limits,
            turns: Arc::clone(&self.turns),
            account: self.turns.account(CPU_CREDIT),
            receiving: self.turns.account(CPU_CREDIT),
            regular: self.turns.account(Duration::ZERO),
            pots: [Pot::new(of_function), Arc::clone(&self.pot)],
            said: Arc::new(Leaky::new(GUEST_PRINTS_BYTES_PER_S)),
            answers: Arc::clone(&self.answers),
            unread: Arc::new(Semaphore::new(RESULTS_UNREAD_MAX_KIB)),
            deaths: Leaky::new(RESTARTS_PER_S),
            restarting: Mutex::new(()),
        })
    }
}

impl Budget {
    /// Who pays for what the node computes for an instance.
    pub fn payer(&self, account: &Arc<Account>) -> Arc<Payer> {
        Arc::new(Payer::new(Arc::clone(&self.turns), Arc::clone(account)))
    }

    /// The memory of a new instance.
    pub fn room(&self) -> Room {
        Room::new(self.limits.memory, self.pots.clone())
    }

    /// Notes that an instance ended before its work did.
    pub fn note_death(&self) {
        self.deaths.add(1.0);
    }

    /// Waits until a new instance may be made. Making one costs more than most requests: where
    /// each ends the one that it gets, others would pay for that.
    ///
    /// # Errors
    /// When that takes too long.
    pub async fn may_start(&self) -> Result<(), Dying> {
        if self.deaths.level() <= DEATHS_MAX {
            return Ok(());
        }
        let deadline = Instant::now() + INSTANTIATE_DEADLINE;
        let in_turn = async {
            let _alone = self.restarting.lock().await;
            sleep(Duration::from_secs_f64(RESTARTS_PER_S.recip())).await;
        };
        timeout_at(deadline.into(), in_turn)
            .await
            .map_err(|_| Dying)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn instances_that_die_one_after_the_other_are_made_more_slowly() {
        let budget = Machine::this().budget(FunctionLimits::default());
        let begun = Instant::now();
        for _ in 0..10 {
            budget.may_start().await.unwrap();
            budget.note_death();
        }
        assert!(begun.elapsed() < Duration::from_millis(90));
        for _ in 0..5 {
            budget.note_death();
            budget.may_start().await.unwrap();
        }
        assert!(begun.elapsed() > Duration::from_millis(400));
    }

    #[tokio::test]
    async fn whoever_waits_too_long_for_an_instance_is_told_so() {
        let budget = Machine::this().budget(FunctionLimits::default());
        for _ in 0..20 {
            budget.note_death();
        }
        let _busy = budget.restarting.lock().await;
        let told = tokio::time::timeout(INSTANTIATE_DEADLINE * 2, budget.may_start()).await;
        assert!(told.unwrap().is_err());
    }
}
