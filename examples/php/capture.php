<?php
// The twin of examples/capture.rs, in PHP 8.6: captures frames of a network interface with a
// packet socket, and shows what they are.
//
//     php examples/php/capture.php                      on lo, where it sends three frames itself
//     php examples/php/capture.php --interface eth0     on another interface
//
// It needs the privilege CAP_NET_RAW, which root has. Every user has it in a network of their
// own: unshare --user --map-root-user --net sh -c 'ip link set lo up; exec PROGRAM'

declare(strict_types=1);

/** How long it waits for frames, in nanoseconds. */
const TIME = 2_000_000_000;
/** Both hardware addresses, and the protocol. */
const HEADER = 14;
/** The longest frame: a whole IP packet, and its header. */
const LONGEST = 65536 + HEADER;
/** The protocol of ARP, for which PHP has no constant. */
const ETH_P_ARP = 0x0806;
/**
 * The level and the option that leave out the frames which this machine sends: on lo they
 * arrive too, so they would be shown twice. PHP has no constants for them.
 */
const SOL_PACKET = 263;
const PACKET_IGNORE_OUTGOING = 23;

const HELP = <<<'TEXT'
Captures frames of a network interface for two seconds: on lo three, which it sends itself,
on others at most ten. It needs the privilege CAP_NET_RAW.

  --interface NAME  capture there; lo by default
  --help            show this
TEXT;

const UNPRIVILEGED = <<<'TEXT'
This program needs the privilege CAP_NET_RAW. Run it as root, or in a network of its own:
unshare --user --map-root-user --net sh -c 'ip link set lo up; exec PROGRAM'
TEXT;

$interface = 'lo';
$arguments = array_slice($argv, 1);
while ($arguments !== []) {
    $argument = array_shift($arguments);
    match ($argument) {
        '--interface' => $interface = array_shift($arguments)
            ?? fail("missing argument for option '--interface'"),
        '--help', '-h' => help(),
        default => fail("invalid option '$argument'"),
    };
}
if (PHP_VERSION_ID < 80600) {
    fail('This program needs PHP 8.6.');
}

$socket = @socket_create(AF_PACKET, SOCK_RAW, ETH_P_ALL);
if ($socket === false && socket_last_error() === SOCKET_EPERM) {
    echo UNPRIVILEGED, "\n";
    exit(0);
}
capture(check($socket), $interface);

function capture(Socket $socket, string $interface): void
{
    check(@socket_set_option($socket, SOL_PACKET, PACKET_IGNORE_OUTGOING, 1));
    check(@socket_bind($socket, $interface));
    check(@socket_set_nonblock($socket));
    try {
        check(@socket_getsockname($socket, $name, $index));
    } catch (Error) {
        // PHP binds to all interfaces if the name does not exist.
        fail("there is no interface '$interface'");
    }
    echo "$name, index $index\n";

    $frames = 10;
    if ($interface === 'lo') {
        $frames = 3;
        send_arp($socket) || complain();
        send_udp('127.0.0.1') || complain();
        send_udp('::1') || complain();
    }

    $end = hrtime(true) + TIME;
    while ($frames > 0 && hrtime(true) < $end) {
        $frames -= (int) show_frame($socket, $name);
    }
}

/**
 * Waits a moment for a frame, and returns whether it has shown one. Neither a missing frame
 * nor a failure of the interface ends the program.
 */
function show_frame(Socket $socket, string $here): bool
{
    $read = [$socket];
    $write = $except = null;
    if (@socket_select($read, $write, $except, 0, 100_000) === false) {
        complain();
        return false;
    }

    socket_clear_error($socket);
    if (@socket_recvfrom($socket, $frame, LONGEST, 0, $name, $index) === false) {
        if (!in_array(socket_last_error($socket), [SOCKET_EAGAIN, SOCKET_EINTR], true)) {
            complain();
        }
        return false;
    }
    // Until it was bound, the socket received from all interfaces.
    if ($name !== $here) {
        return false;
    }
    echo described($frame), "\n";
    return true;
}

/** What the header contains: the sender, the receiver and the protocol. */
function described(string $frame): string
{
    $length = strlen($frame);
    if ($length < HEADER) {
        return "$length bytes, too few for a header";
    }
    ['to' => $to, 'from' => $from, 'protocol' => $protocol]
        = unpack('a6to/a6from/nprotocol', $frame);
    $name = match ($protocol) {
        ETH_P_IP => 'IPv4',
        ETH_P_IPV6 => 'IPv6',
        ETH_P_ARP => 'ARP ',
        default => sprintf('0x%04x', $protocol),
    };
    return hardware($from) . ' > ' . hardware($to) . "  $name  $length bytes";
}

function hardware(string $address): string
{
    return implode(':', str_split(bin2hex($address), 2));
}

/** Asks all stations who has the address 127.0.0.1. On lo, there is no answer. */
function send_arp(Socket $socket): bool
{
    $frame = str_repeat("\xff", 6)      // for all stations
        . str_repeat("\0", 6)           // from lo
        . "\x08\x06"                    // the protocol
        . "\0\x01\x08\0\x06\x04\0\x01"  // Ethernet and IPv4: a request
        . str_repeat("\0\0\0\0\0\0\x7f\0\0\x01", 2);
    return @socket_write($socket, $frame) !== false;
}

/** Sends a message from a UDP socket to itself: to a closed port, an error would come back. */
function send_udp(string $address): bool
{
    $family = str_contains($address, ':') ? AF_INET6 : AF_INET;
    return ($socket = @socket_create($family, SOCK_DGRAM, SOL_UDP)) !== false
        && @socket_bind($socket, $address)
        && @socket_getsockname($socket, $address, $port)
        && @socket_sendto($socket, 'hello', 5, 0, $address, $port) !== false;
}

function check(mixed $result): mixed
{
    return $result === false ? fail(error_get_last()['message']) : $result;
}

function complain(): void
{
    fwrite(STDERR, error_get_last()['message'] . "\n");
}

function help(): never
{
    echo HELP, "\n";
    exit(0);
}

function fail(string $why): never
{
    fwrite(STDERR, "$why\n");
    exit(1);
}
