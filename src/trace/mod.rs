//! One event of the `tracing` crate for each call of a public function.
//!
//! A function has one line for it, [`traced!`], which is nothing at all without the feature. With
//! it, the function first asks whether somebody listens. If so, it calls itself, once and in quiet,
//! and reports what came of it.

#[cfg(feature = "tracing")]
mod call;
#[cfg(feature = "tracing")]
mod names;
#[cfg(feature = "tracing")]
mod php;

#[cfg(feature = "tracing")]
pub(crate) use call::{Call, is_heard};
#[cfg(feature = "tracing")]
pub(crate) use names::Named;
#[cfg(feature = "tracing")]
pub(crate) use php::*;

/// Reports the call of the function that it stands in, which the first argument repeats. What it
/// shows are the arguments, or the list after `as`. `where` converts an argument that can be used
/// only once.
///
/// The list is made after the call, so that it shows what was received.
macro_rules! traced {
    ($function:ident($($argument:expr),*) $(where $($name:ident = $value:expr),+)?) => {
        traced!($function($($argument),*) as [$($argument),*] $(where $($name = $value),+)?)
    };
    ($function:ident($($argument:expr),*) as $shown:tt $(where $($name:ident = $value:expr),+)?) => {
        traced!(stringify!($function), $function($($argument),*), $shown, $($($name = $value),+)?)
    };
    ($php:expr, $call:expr, [$($shown:expr),*], $($name:ident = $value:expr),*) => {
        #[cfg(feature = "tracing")]
        if $crate::trace::is_heard() {
            #[allow(unused_imports)]
            use $crate::trace::*;
            $(let $name = $value;)*
            let call = Call::begin($php);
            let result = $call;
            call.end(&[$(&$shown as &dyn Php),*], &result);
            return result;
        }
    };
}

pub(crate) use traced;
