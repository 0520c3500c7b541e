//! Options whose value is PHP's array, and `OptionValue`.

use std::time::Duration;

use php_sockets::*;
use socket2::SockRef;

use super::{assert_not_set, assert_wrong_type, round_trip};
use crate::common::*;

// GO02, SO07.
#[test]
fn a_linger_reads_back_as_it_was_set() {
    let socket = tcp();
    let start = socket_get_option(&socket, SOL_SOCKET, SO_LINGER).unwrap();
    assert_eq!(start, Linger::default());

    for (l_onoff, l_linger) in [(1, 5), (1, 0), (1, u16::MAX)] {
        let value = Linger { l_onoff, l_linger };
        assert_eq!(round_trip(&socket, SOL_SOCKET, SO_LINGER, value), value);
    }
    let answer = round_trip(&socket, SOL_SOCKET, SO_LINGER, Linger::default());
    assert_eq!(answer.as_linger().unwrap().l_onoff, 0);
    // Any number is on.
    let answer = round_trip(
        &socket,
        SOL_SOCKET,
        SO_LINGER,
        Linger {
            l_onoff: u16::MAX,
            l_linger: 1,
        },
    );
    assert_eq!(
        answer,
        Linger {
            l_onoff: 1,
            l_linger: 1
        }
    );
}

#[test]
fn a_linger_too_long_for_php_reads_as_its_longest() {
    let socket = tcp();
    let days = Duration::from_secs(90_000);
    SockRef::from(&socket).set_linger(Some(days)).unwrap();

    let answer = socket_get_option(&socket, SOL_SOCKET, SO_LINGER).unwrap();
    assert_eq!(
        answer,
        Linger {
            l_onoff: 1,
            l_linger: u16::MAX
        }
    );
}

#[test]
fn a_linger_of_no_time_resets_the_peer() {
    let (one, other) = connected();
    let linger = Linger {
        l_onoff: 1,
        l_linger: 0,
    };
    socket_set_option(&one, SOL_SOCKET, SO_LINGER, linger).unwrap();
    socket_close(one);

    assert_fails(
        &other,
        |other| socket_read(other, 1, None),
        "socket_read(): unable to read from socket [104]: Connection reset by peer",
    );
}

#[test]
fn a_time_out_reads_back_as_it_was_set() {
    let socket = tcp();

    for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
        let start = socket_get_option(&socket, SOL_SOCKET, option).unwrap();
        assert_eq!(start, Timeout::default());

        let value = Timeout {
            sec: 5,
            usec: 500_000,
        };
        assert_eq!(round_trip(&socket, SOL_SOCKET, option, value), value);
        let duration = Duration::from_millis(5500);
        assert_eq!(round_trip(&socket, SOL_SOCKET, option, duration), value);
        // The other one is another option.
        let other = SO_RCVTIMEO + SO_SNDTIMEO - option;
        socket_set_option(&socket, SOL_SOCKET, other, Timeout::default()).unwrap();
        let answer = socket_get_option(&socket, SOL_SOCKET, option).unwrap();
        assert_eq!(answer, value);
        socket_set_option(&socket, SOL_SOCKET, option, Duration::ZERO).unwrap();
    }
}

// SO23.
#[test]
fn a_time_out_is_rounded_up_to_ticks() {
    let socket = tcp();
    let set = |usec| {
        let value = Timeout { sec: 0, usec };
        let answer = round_trip(&socket, SOL_SOCKET, SO_RCVTIMEO, value);
        answer.as_timeout().unwrap().usec
    };

    let tick = set(1);
    assert!(tick >= 1);
    assert_eq!(set(1500), (1500 + tick - 1) / tick * tick);
}

// SO20.
#[test]
fn microseconds_are_below_a_second() {
    for usec in [1_000_000, -1, i64::MAX, i64::MIN] {
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            let value = Timeout { sec: 0, usec };
            let text = "[33]: Numerical argument out of domain";
            assert_not_set(&tcp(), (SOL_SOCKET, option), value, text);
        }
    }
}

// SO21.
#[test]
fn a_negative_time_out_is_no_wait_at_all() {
    let (one, _other) = pair();
    let value = Timeout { sec: -1, usec: 0 };

    let answer = round_trip(&one, SOL_SOCKET, SO_RCVTIMEO, value);
    assert_eq!(answer, Timeout::default());
    assert_silent(&one, |one| socket_read(one, 1, None), SOCKET_EAGAIN);
}

#[test]
fn a_time_out_ends_reading_and_writing() {
    let (one, _other) = pair();
    let timeout = Duration::from_millis(1);
    for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
        socket_set_option(&one, SOL_SOCKET, option, timeout).unwrap();
    }

    assert_silent(&one, |one| socket_read(one, 1, None), SOCKET_EAGAIN);
    while socket_write(&one, [0; 4096], None).is_ok() {}
    assert_silent(&one, |one| socket_write(one, "x", None), SOCKET_EAGAIN);
}

// SO10b, SO18b.
#[test]
fn an_array_is_wanted_where_one_belongs() {
    let socket = tcp();
    let (linger, timeout) = (Linger::default(), Timeout::default());

    for (option, name) in [
        (SO_LINGER, "SO_LINGER"),
        (SO_RCVTIMEO, "SO_RCVTIMEO"),
        (SO_SNDTIMEO, "SO_SNDTIMEO"),
    ] {
        let rule = format!("array when argument #3 ($option) is {name}");
        assert_wrong_type(&socket, option, 1, &format!("{rule}, int given"));
        assert_wrong_type(&socket, option, true, &format!("{rule}, true given"));
    }
    for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
        socket_set_option(&socket, SOL_SOCKET, option, linger).unwrap_err();
    }
    socket_set_option(&socket, SOL_SOCKET, SO_LINGER, timeout).unwrap_err();
}

#[test]
fn a_value_is_of_one_type() {
    let linger = Linger {
        l_onoff: 1,
        l_linger: 2,
    };
    let timeout = Timeout { sec: 3, usec: 4 };
    let values: [OptionValue; 3] = [7.into(), linger.into(), timeout.into()];

    assert_eq!(
        values.each_ref().map(OptionValue::as_int),
        [Some(7), None, None]
    );
    assert_eq!(
        values.each_ref().map(OptionValue::as_linger),
        [None, Some(linger), None]
    );
    assert_eq!(
        values.each_ref().map(OptionValue::as_timeout),
        [None, None, Some(timeout)]
    );
    assert!(values[0] == 7 && values[1] == linger && values[2] == timeout);
    assert!(values[0] != 8 && values[1] != 7 && values[2] != linger && values[0] != timeout);
}

#[test]
fn a_duration_is_rounded_up_to_microseconds() {
    for (duration, sec, usec) in [
        (Duration::ZERO, 0, 0),
        (Duration::from_nanos(1), 0, 1),
        (Duration::from_nanos(1000), 0, 1),
        (Duration::from_nanos(1_999_999_001), 2, 0),
        (Duration::new(5, 999_999_000), 5, 999_999),
        (Duration::MAX, i64::MAX, 0),
    ] {
        let timeout = Timeout::from(duration);
        assert_eq!((timeout.sec, timeout.usec), (sec, usec), "{duration:?}");
    }
}
