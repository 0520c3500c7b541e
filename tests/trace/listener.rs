//! A listener that keeps the events of its own thread while it is asked to.

use std::cell::{Cell, RefCell};
use std::fmt::{self, Debug, Display};
use std::sync::Once;

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::{Interest, set_global_default};
use tracing::{Event, Level, Metadata, Subscriber};

/// An event, with all its fields.
#[derive(Default)]
pub(crate) struct Seen {
    pub(crate) function: String,
    pub(crate) arguments: String,
    pub(crate) result: Option<String>,
    pub(crate) error: Option<String>,
    pub(crate) code: Option<i64>,
    pub(crate) descriptor: Option<i64>,
    pub(crate) nanoseconds: Option<u64>,
    pub(crate) file: String,
    pub(crate) line: Option<u64>,
}

impl Visit for Seen {
    fn record_i64(&mut self, field: &Field, value: i64) {
        match field.name() {
            "code" => self.code = Some(value),
            "descriptor" => self.descriptor = Some(value),
            other => panic!("{other}: {value}"),
        }
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        match field.name() {
            "nanoseconds" => self.nanoseconds = Some(value),
            "line" => self.line = Some(value),
            other => panic!("{other}: {value}"),
        }
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let text = format!("{value:?}");
        match field.name() {
            "function" => self.function = text,
            "arguments" => self.arguments = text,
            "result" => self.result = Some(text),
            "error" => self.error = Some(text),
            "file" => self.file = text,
            other => panic!("{other}: {text}"),
        }
    }
}

/// The call, its outcome, and the descriptor.
impl Display for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}({})", self.function, self.arguments)?;
        match (&self.result, &self.error, self.code) {
            (Some(result), None, None) => write!(f, " = {result}")?,
            (None, Some(error), Some(code)) => write!(f, " fails with {code}: {error}")?,
            other => panic!("{other:?}"),
        }
        match self.descriptor {
            Some(descriptor) => write!(f, " on {descriptor}"),
            None => Ok(()),
        }
    }
}

thread_local! {
    static LISTENS: Cell<bool> = const { Cell::new(false) };
    static SEEN: RefCell<Vec<Seen>> = const { RefCell::new(Vec::new()) };
    static THEN: Cell<Option<fn()>> = const { Cell::new(None) };
}

struct Listener;

impl Subscriber for Listener {
    fn register_callsite(&self, _: &'static Metadata<'static>) -> Interest {
        Interest::sometimes()
    }

    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        assert_eq!(metadata.target(), "php_sockets");
        assert_eq!(*metadata.level(), Level::DEBUG);
        LISTENS.get()
    }

    fn event(&self, event: &Event<'_>) {
        let mut seen = Seen::default();
        event.record(&mut seen);
        SEEN.with_borrow_mut(|all| all.push(seen));
        if let Some(then) = THEN.get() {
            then();
        }
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        unreachable!("there are no spans")
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

/// Everything that is reported in this thread while `run` runs, with its result.
pub(crate) fn events<T>(run: impl FnOnce() -> T) -> (T, Vec<Seen>) {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| set_global_default(Listener).expect("the only listener"));

    SEEN.take();
    LISTENS.set(true);
    let result = run();
    LISTENS.set(false);
    (result, SEEN.take())
}

/// Like [`events`], with a listener that also does something else at each event.
pub(crate) fn events_with<T>(then: fn(), run: impl FnOnce() -> T) -> (T, Vec<Seen>) {
    THEN.set(Some(then));
    let result = events(run);
    THEN.set(None);
    result
}

/// The only event that a call reports, in one line; and the call's result.
#[track_caller]
pub(crate) fn event<T>(run: impl FnOnce() -> T) -> (T, String) {
    let (result, seen) = events(run);
    let lines: Vec<_> = seen.iter().map(Seen::to_string).collect();
    let [line] = &lines[..] else {
        panic!("{lines:#?}");
    };
    (result, line.clone())
}

/// Checks the only event of a call that succeeds.
#[track_caller]
pub(crate) fn assert_event<T, E: Debug>(
    expected: impl Display,
    run: impl FnOnce() -> Result<T, E>,
) -> T {
    let (result, line) = event(run);
    assert_eq!(line, expected.to_string());
    result.unwrap()
}

/// Checks the only event of a call that fails.
#[track_caller]
pub(crate) fn assert_failure<T: Debug, E>(
    expected: impl Display,
    run: impl FnOnce() -> Result<T, E>,
) {
    let (result, line) = event(run);
    assert_eq!(line, expected.to_string());
    assert!(result.is_err(), "{line}");
}
