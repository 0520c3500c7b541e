//! [`Call`]: a call that somebody listens to.

use std::cell::Cell;
use std::panic::Location;
use std::time::Instant;

use tracing::{Level, field};

use super::php::{Outcome, Php, list};
use crate::error::{set_thread_last_error, thread_last_error};

thread_local! {
    /// Whether this thread is inside a call that is reported, or in its listener.
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Whether a call that begins now is to be reported. A function that is called by a function of
/// this crate is not, nor is what a listener calls.
#[inline]
pub(crate) fn is_heard() -> bool {
    tracing::enabled!(target: "php_sockets", Level::DEBUG) && !QUIET.get()
}

/// A call that has begun.
pub(crate) struct Call {
    function: &'static str,
    caller: &'static Location<'static>,
    began: Instant,
    _quiet: Quiet,
}

/// Keeps the thread quiet until it is dropped, even by a panic.
struct Quiet;

impl Quiet {
    fn begin() -> Self {
        QUIET.set(true);
        Self
    }
}

impl Drop for Quiet {
    fn drop(&mut self) {
        QUIET.set(false);
    }
}

impl Call {
    #[track_caller]
    pub(crate) fn begin(function: &'static str) -> Self {
        Self {
            function,
            caller: Location::caller(),
            _quiet: Quiet::begin(),
            began: Instant::now(),
        }
    }

    /// Reports the call. A listener may call functions of this crate; the thread's last error stays
    /// that of the program.
    pub(crate) fn end(self, arguments: &[&dyn Php], outcome: &dyn Outcome) {
        let nanoseconds = self.began.elapsed().as_nanos() as u64;
        let last_error = thread_last_error();
        let (value, error) = match outcome.parts() {
            Ok(value) => (Some(value), None),
            Err(error) => (None, Some(error)),
        };
        let outputs = value.map(|value| value.outputs()).unwrap_or_default();
        let outputs = outputs.iter().map(|output| &**output);
        let shown: Vec<&dyn Php> = arguments.iter().copied().chain(outputs).collect();
        let descriptor = shown.iter().copied().chain(value).find_map(Php::descriptor);

        tracing::event!(
            target: "php_sockets",
            Level::DEBUG,
            function = field::display(self.function),
            arguments = field::display(list(&shown)),
            result = value.map(field::display),
            error = error.map(field::display),
            code = error.map(|error| error.code()),
            descriptor,
            nanoseconds,
            file = field::display(self.caller.file()),
            line = self.caller.line(),
        );
        set_thread_last_error(last_error);
    }
}
