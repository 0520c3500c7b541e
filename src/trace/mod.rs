//! The feature `tracing`: one event for each call of a public function.
//!
//! Each function has one line for it, [`traced!`]. It checks whether there is a listener. If there
//! is one, the function turns reporting off, calls itself once, and reports the outcome. Without
//! the feature, the line expands to nothing, and this module does not exist.

mod names;
mod php;

use std::cell::Cell;
use std::panic::Location;
use std::time::Instant;

use tracing::level_filters::LevelFilter;
use tracing::{Level, field};

use crate::error::{set_thread_last_error, thread_last_error};

pub(crate) use names::Named;
pub(crate) use php::{Gone, Opaque, Outcome, Php, Received, This, keys};

/// Reports the call of the function that it is in, which the first argument repeats. The event
/// shows the arguments of this call, or the list after `as`. `where` converts arguments that can be
/// used only once.
///
/// The list is made after the call, so that it shows what was received.
macro_rules! traced {
    ($function:ident($($argument:expr),*) $(where $($name:ident = $value:expr),+)?) => {
        traced!($function($($argument),*) as [$($argument),*] $(where $($name = $value),+)?)
    };
    ($function:ident($($argument:expr),*) as $shown:tt $(where $($name:ident = $value:expr),+)?) => {
        traced!(stringify!($function), result = $function($($argument),*), &result, $shown
            $(where $($name = $value),+)?)
    };
    ($php:expr, $result:ident = $call:expr, $outcome:expr, [$($shown:expr),*]
        $(where $($name:ident = $value:expr),+)?) => {
        if $crate::trace::is_heard() {
            #[allow(unused_imports, reason = "only some lists name them")]
            use $crate::trace::{Gone, Named, Opaque, Received, This};
            $($(#[allow(unused_mut)] let mut $name = $value;)+)?
            let call = $crate::trace::Call::begin($php);
            let $result = $call;
            call.end(&[$(&$shown as &dyn $crate::trace::Php),*], $outcome);
            return $result;
        }
    };
}

pub(crate) use traced;

thread_local! {
    /// Whether this thread is inside a call that is reported, or in its listener.
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Whether a call that begins now is to be reported. A function that is called by a function of
/// this crate or by a listener is not. The listener is asked last, and once for each call, so that
/// the time of the call does not include its answer.
#[inline]
pub(crate) fn is_heard() -> bool {
    LevelFilter::current() >= Level::DEBUG
        && !QUIET.get()
        && tracing::enabled!(target: "php_sockets", Level::DEBUG)
}

/// A call that has begun.
pub(crate) struct Call {
    function: &'static str,
    caller: &'static Location<'static>,
    began: Instant,
    _quiet: Quiet,
}

/// Turns reporting off in this thread until it is dropped, even by a panic.
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
            arguments = field::display(php::list(&shown)),
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
