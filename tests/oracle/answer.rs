//! The outcome of a call, in the same form from both sides.

use std::fmt;

use crate::syntax::{Call, write_text};

/// A value of PHP's.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Null,
    Bool(bool),
    Int(i64),
    Text(Vec<u8>),
    List(Vec<Value>),
    Map(Vec<(String, Value)>),
    /// A word that is not a value: the name of a socket, the class of a new object, why there
    /// is no value.
    Word(String),
}

/// The outcome of a call.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Answer {
    pub(crate) value: Value,
    /// What it has put into its `&` arguments.
    pub(crate) filled: Vec<Value>,
    /// Warnings and what was thrown.
    pub(crate) said: Vec<String>,
    /// The last errors afterwards: `G`, the one without a socket, and those of the sockets.
    pub(crate) errors: Vec<(String, i64)>,
}

impl Answer {
    /// An answer of one word, if no call was made.
    pub(crate) fn word(word: impl Into<String>) -> Self {
        Self {
            value: Value::Word(word.into()),
            filled: Vec::new(),
            said: Vec::new(),
            errors: Vec::new(),
        }
    }

    /// What can be recorded: without what depends on the machine.
    pub(crate) fn lasting(&self, call: &Call) -> Self {
        match call.varies {
            true => Self {
                value: Value::Word("~".into()),
                filled: Vec::new(),
                ..self.clone()
            },
            false => self.clone(),
        }
    }
}

impl Value {
    fn is_empty(&self) -> bool {
        match self {
            Self::Null => true,
            Self::Text(text) => text.is_empty(),
            _ => false,
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(value) => value.fmt(f),
            Self::Int(value) => value.fmt(f),
            Self::Text(text) => write_text(f, text),
            Self::Word(word) => f.write_str(word),
            Self::List(items) => {
                let items: Vec<_> = items.iter().map(Value::to_string).collect();
                write!(f, "[{}]", items.join(", "))
            }
            Self::Map(entries) => {
                let entries: Vec<_> = entries.iter().map(|(k, v)| format!("{k}: {v}")).collect();
                write!(f, "{{{}}}", entries.join(", "))
            }
        }
    }
}

/// `false &[-] W socket_recv(): … [11]: … (G11 s11)`. What was not filled and what was
/// filled with nothing are the same, `-`.
impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(f)?;
        if !self.filled.is_empty() {
            let filled = self.filled.iter().map(|value| match value.is_empty() {
                true => "-".into(),
                false => value.to_string(),
            });
            write!(f, " &[{}]", filled.collect::<Vec<_>>().join(", "))?;
        }
        for text in &self.said {
            write!(f, " {}", text.replace('\n', "\\n"))?;
        }
        let errors = self.errors.iter().filter(|(_, code)| *code != 0);
        let errors: Vec<_> = errors.map(|(name, code)| format!("{name}{code}")).collect();
        match errors.is_empty() {
            true => Ok(()),
            false => write!(f, " ({})", errors.join(" ")),
        }
    }
}
