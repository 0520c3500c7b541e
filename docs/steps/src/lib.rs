//! What prints in the tutorial. A step's program calls the functions of `php_sockets`, and
//! nothing else; [`show`] starts a listener for the events of the crate's feature `tracing`.
//!
//! Its twin in PHP is `docs/steps/show.php`.

mod call;
mod kernel;
mod record;
mod unix;
mod view;

use std::io::{self, Write};
use std::sync::{Mutex, PoisonError};
use std::{env, process};

use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::set_global_default;
use tracing::{Event, Metadata, Subscriber};

use call::Call;
use record::Recorder;
use view::View;

/// From here on each call of a socket function is printed with its result, and after it what the
/// kernel knows of the program's sockets, if that has changed.
///
/// With `STEP_RECORD=FILE` in the environment all of that is written to a file too.
pub fn show() {
    check_port();

    let listener = Listener {
        view: Mutex::new(View::new()),
        recorder: Recorder::from_environment(),
    };
    listener.recorder.mark();
    set_global_default(listener).expect("nothing else listens");
}

/// The programs read PORT in one line; what is wrong with it is said here.
fn check_port() {
    let is_wrong = env::var("PORT").is_ok_and(|port| port.parse::<u16>().is_err());
    if is_wrong {
        eprintln!("Error: PORT must be a number from 0 to 65535");
        process::exit(1);
    }
}

struct Listener {
    view: Mutex<View>,
    recorder: Recorder,
}

impl Listener {
    fn hear(&self, call: &Call) {
        self.recorder.mark();
        let mut view = self.view.lock().unwrap_or_else(PoisonError::into_inner);
        let (line, result) = call.shown(&mut view);

        match &result {
            Some(result) => print(&format!("{line} -> {result}")),
            None => print(&line),
        }
        view.watch(call);
        let changed = view.changed();
        for row in changed.iter().flatten() {
            print(&format!("  kernel | {row}"));
        }
        self.recorder
            .write_line(call, &line, result.as_deref(), changed.as_deref());
    }
}

/// Prints a line; ends the program when nobody reads on, as after `| head`.
fn print(line: &str) {
    if writeln!(io::stdout(), "{line}").is_err() {
        process::exit(0);
    }
}

/// Listens to the crate's events. There are no spans.
impl Subscriber for Listener {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "php_sockets"
    }

    fn event(&self, event: &Event<'_>) {
        let mut call = Call::default();
        event.record(&mut call);
        self.hear(&call);
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}
