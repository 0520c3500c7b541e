<?php
// The twin of examples/chat_poll.rs, in PHP 8.6: a chat server in one process for 10,000
// clients, with Io\Poll.
//
//     php examples/php/chat_poll.php            plays a scene
//     php examples/php/chat_poll.php --serve    serves on 127.0.0.1, port 8001, until Ctrl+C
//
// PORT changes the port (0: any free one). Talk with nc 127.0.0.1 8001 in several terminals.
//
// PHP 8.6 can watch streams only, not sockets, so each socket is exported as a stream.
//
// No client can stop it, block it or slow it down for the others: not one that drops
// its connection, one that never ends its line, one that never reads, or one that never
// stops talking. While there is no room for more clients, new ones wait in the kernel's
// queue until one leaves.

declare(strict_types=1);

use Io\Poll\Context;
use Io\Poll\Event;
use Io\Poll\FailedPollOperationException;
use Io\Poll\FailedPollWaitException;
use Io\Poll\Watcher;
use Time\Duration;

/** The clients at one time. */
const CLIENTS = 10_000;
/** The bytes of one read, and of a line that has not ended yet. */
const BYTES = 2048;
/** The reads that one client gets in a second, if there are few clients. If it says more, that waits. */
const TURNS = 20;
/**
 * The writes that one client causes in a second, if there are many: what is read from it is
 * written to all others.
 */
const WRITES = 20_000;
/** The bytes that the kernel keeps for a client that does not read them. */
const UNREAD = 65536;

const HELP = <<<'TEXT'
A chat server: what one client says, all others read. It plays a scene and ends.

  --serve  serve on 127.0.0.1 until Ctrl+C; talk with nc 127.0.0.1 8001
  --help   show this

PORT in the environment is the port: 8001 by default, 0 for any free one.
TEXT;

$is_server = false;
foreach (array_slice($argv, 1) as $argument) {
    match ($argument) {
        '--serve' => $is_server = true,
        '--help', '-h' => help(),
        default => fail("invalid option '$argument'"),
    };
}
if (!class_exists(Context::class)) {
    fail('This program needs Io\Poll, which PHP has since 8.6; this is PHP ' . PHP_VERSION);
}
$is_server ? serve() : scene();

function serve(): never
{
    $port = filter_var(
        getenv('PORT') === false ? '8001' : getenv('PORT'),
        FILTER_VALIDATE_INT,
        ['options' => ['min_range' => 0, 'max_range' => 65535]],
    );
    if ($port === false) {
        fail('PORT must be a number from 0 to 65535');
    }

    raise_limit();
    $chat = new Chat($port);
    echo "Listening on 127.0.0.1 port {$chat->port()}.\n";
    while (true) {
        $chat->go_on();
    }
}

/**
 * Raises the limit of open descriptors, which most systems set to 1,024, as far as this user
 * may. If that fails, there is room for fewer clients.
 */
function raise_limit(): void
{
    if (function_exists('posix_setrlimit')) {
        $hard = posix_getrlimit(POSIX_RLIMIT_NOFILE)[1];
        $hard = $hard === 'unlimited' ? POSIX_RLIMIT_INFINITY : $hard;
        posix_setrlimit(POSIX_RLIMIT_NOFILE, $hard, $hard);
    }
}

final class Chat
{
    /** Asks for nothing: errors are always reported, and so are dropped connections. */
    private const PAUSE = Event::Error;

    private Context $context;
    private Socket $server;
    private Watcher $listening;
    /** @var array<int, Client> by their sockets' spl_object_id */
    public array $clients = [];
    /** An accept has failed in this second, and no client has left since. */
    private bool $is_full = false;
    private int $second;

    public function __construct(int $port)
    {
        $this->server = check(@socket_create(AF_INET, SOCK_STREAM, SOL_TCP));
        check(@socket_set_option($this->server, SOL_SOCKET, SO_REUSEADDR, 1));
        check(@socket_bind($this->server, '127.0.0.1', $port));
        check(@socket_listen($this->server, SOMAXCONN));
        // A client may disconnect before it is accepted. On some systems accept would
        // then wait for the next one.
        check(@socket_set_nonblock($this->server));

        $this->context = new Context();
        $stream = check(@socket_export_stream($this->server));
        $this->listening = $this->context->add(new StreamPollHandle($stream), [Event::Read]);
        $this->second = hrtime()[0];
    }

    public function port(): int
    {
        check(@socket_getsockname($this->server, $address, $port));
        return $port;
    }

    /** Waits until something happens, at most a second, and deals with it. */
    public function go_on(): void
    {
        $this->start_second();
        // While a client that cannot be accepted waits, the listener is always ready: asking
        // about it would make this a loop without a pause.
        $is_full = $this->is_full || count($this->clients) >= CLIENTS;
        ask($this->listening, $is_full ? self::PAUSE : Event::Read);

        try {
            $ready = $this->context->wait(Duration::fromSeconds(1));
        } catch (FailedPollWaitException $failed) {
            if ($failed->getCode() === FailedPollWaitException::ERROR_INTERRUPTED) {
                return;
            }
            throw $failed;
        }
        foreach ($ready as $watcher) {
            if ($watcher === $this->listening) {
                $this->welcome();
            } elseif ($watcher->isActive()) { // it was not removed in this round
                $this->listen_to($watcher->getData());
            }
        }
    }

    /** In a new second each client gets its reads again, and accept is tried again. */
    private function start_second(): void
    {
        $second = hrtime()[0];
        if ($second === $this->second) {
            return;
        }
        $this->second = $second;
        $this->is_full = false;
        foreach ($this->clients as $number => $client) {
            $client->turns = 0;
            if (!ask($client->watcher, Event::Read)) {
                $this->remove($number);
            }
        }
    }

    /** Takes a new client in. If it has left already, the greeting fails. */
    private function welcome(): void
    {
        $socket = @socket_accept($this->server);
        if ($socket !== false) {
            if (greet($socket)) {
                $this->watch($socket);
            }
            return;
        }
        $nobody = [SOCKET_EAGAIN, SOCKET_ECONNABORTED, SOCKET_EINTR];
        // PHP does not record this error for the socket.
        if (!in_array(socket_last_error(), $nobody, true)) {
            // Most often there is no descriptor left.
            fwrite(STDERR, error_get_last()['message'] . "\n");
            $this->is_full = true;
        }
    }

    private function watch(Socket $socket): void
    {
        $number = spl_object_id($socket);
        try {
            $handle = new StreamPollHandle(check(@socket_export_stream($socket)));
            $watcher = $this->context->add($handle, [Event::Read], $number);
            $this->clients[$number] = new Client($socket, $watcher);
        } catch (FailedPollOperationException $failed) {
            // The system allows no more watches: the client is disconnected.
            fwrite(STDERR, $failed->getMessage() . "\n");
            $this->is_full = true;
        }
    }

    /** Reads what one client says, and passes its whole lines on. */
    private function listen_to(int $number): void
    {
        $client = $this->clients[$number];
        if (!$client->watcher->hasTriggered(Event::Read)) {
            $this->remove($number); // paused, and its connection was dropped
            return;
        }
        $client->turns++;
        $turns = max(1, min(TURNS, intdiv(WRITES, count($this->clients))));
        if ($client->turns >= $turns && !ask($client->watcher, self::PAUSE)) {
            $this->remove($number);
            return;
        }
        $data = @socket_read($client->socket, BYTES);
        if ($data === false) {
            $code = socket_last_error($client->socket);
            if ($code === SOCKET_EAGAIN || $code === SOCKET_EINTR) {
                return;
            }
        }
        if ($data === false || $data === '') {
            $this->remove($number); // the end: dropped, or closed
            return;
        }

        // Only the new bytes are searched, so that a line in many pieces costs no more.
        $end = strrpos($data, "\n");
        if ($end !== false) {
            $lines = $client->line . substr($data, 0, $end + 1);
            $client->line = substr($data, $end + 1);
            $this->pass_on($number, $lines);
        } elseif (strlen($client->line) + strlen($data) > BYTES) {
            $this->remove($number);
        } else {
            $client->line .= $data;
        }
    }

    /**
     * To all but the one who said it. A client that has left, or has too much to read
     * already, is removed.
     */
    private function pass_on(int $from, string $lines): void
    {
        foreach ($this->clients as $number => $client) {
            if ($number !== $from && !write_all($client->socket, $lines)) {
                $this->remove($number);
            }
        }
    }

    /** Closes its socket too, which makes room for another client. */
    private function remove(int $number): void
    {
        $this->clients[$number]->watcher->remove();
        socket_close($this->clients[$number]->socket); // and the stream
        unset($this->clients[$number]);
        $this->is_full = false;
    }
}

final class Client
{
    /** The line that has not ended yet. */
    public string $line = '';
    /** The reads it has had in this second. */
    public int $turns = 0;

    public function __construct(
        public readonly Socket $socket,
        public readonly Watcher $watcher,
    ) {
    }
}

/** Asks about this event from now on. Whether the system allows it. */
function ask(Watcher $watcher, Event $event): bool
{
    try {
        if ($watcher->getWatchedEvents() !== [$event]) { // most often: saves the system call
            $watcher->modifyEvents([$event]);
        }
        return true;
    } catch (FailedPollOperationException) {
        return false;
    }
}

function greet(Socket $socket): bool
{
    return @socket_set_nonblock($socket) // no client may make the others wait
        && @socket_set_option($socket, SOL_SOCKET, SO_SNDBUF, UNREAD)
        && write_all($socket, "welcome\n");
}

/** Whether the kernel has taken all of it. */
function write_all(Socket $socket, string $data): bool
{
    do {
        $length = @socket_write($socket, $data);
    } while ($length === false && socket_last_error($socket) === SOCKET_EINTR);
    return $length === strlen($data);
}

/** Three clients and their server, which take turns in one process. */
function scene(): void
{
    $chat = new Chat(0);
    [$ann, $bob, $rude] = [join_in($chat), join_in($chat), join_in($chat)];

    check(@socket_write($bob, "bob: hi ann\n"));
    echo 'ann reads: "', hear($ann, $chat), "\"\n";
    check(@socket_write($ann, "ann: hi bob\n"));
    echo 'bob reads: "', hear($bob, $chat), "\"\n";

    // Half a line, and then the connection is dropped.
    check(@socket_write($rude, 'half a li'));
    check(@socket_set_option($rude, SOL_SOCKET, SO_LINGER, ['l_onoff' => 1, 'l_linger' => 0]));
    socket_close($rude);
    echo "the rude one disconnects\n";

    check(@socket_write($bob, "bob: still here?\n"));
    echo 'ann reads: "', hear($ann, $chat), "\"\n";
    socket_close($ann);
    socket_close($bob);
    while ($chat->clients !== []) {
        $chat->go_on();
    }
    echo "server: nobody is left\n";
}

function join_in(Chat $chat): Socket
{
    $socket = check(@socket_create(AF_INET, SOCK_STREAM, SOL_TCP));
    check(@socket_connect($socket, '127.0.0.1', $chat->port()));
    hear($socket, $chat); // the greeting: we are in
    return $socket;
}

/** A line, without its end. The server goes on until there is one. */
function hear(Socket $socket, Chat $chat): string
{
    $write = $except = null;
    $read = [$socket];
    while (check(@socket_select($read, $write, $except, 0)) === 0) {
        $chat->go_on();
        $read = [$socket];
    }
    return rtrim(check(@socket_read($socket, 8192, PHP_NORMAL_READ)));
}

/** A socket function that fails returns false, never a number below 0. */
function check(mixed $result): mixed
{
    return $result === false ? fail(error_get_last()['message']) : $result;
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
