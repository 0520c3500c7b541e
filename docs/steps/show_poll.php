<?php
// A part of show.php: PHP 8.6's Io\Poll. A program that says `Io\Poll\Context` in the namespace
// `Shown` finds the class that is made here. It passes every call on to PHP's own, and prints it.

namespace Shown {

    // The other classes are PHP's own, by the names that they have in this namespace.
    $classes = [...get_declared_classes(), ...get_declared_interfaces()];
    $is_same = fn (string $class) => preg_match('/^(Io\\\\|Time\\\\|StreamPollHandle$)/', $class) === 1
        && !in_array($class, [\Io\Poll\Context::class, \Io\Poll\Watcher::class], true);
    foreach (array_filter($classes, $is_same) as $class) {
        class_alias($class, "Shown\\$class");
    }
}

namespace Shown\Io\Poll {

    use Io\Poll\Context as PhpContext;
    use Io\Poll\Watcher as PhpWatcher;
    use Shown\Listener;
    use Shown\View;

    final class Context
    {
        private PhpContext $context;
        /** The watchers of this namespace, by PHP's own. */
        private \WeakMap $watchers;

        public function __construct(mixed ...$arguments)
        {
            $this->watchers = new \WeakMap();
            $shown = array_map(shown(...), $arguments);
            Listener::method('Io\Poll\Context::__construct', $shown, function () use ($arguments) {
                $this->context = new PhpContext(...$arguments);
                return new Shown('Context(Backend::' . $this->context->getBackend()->name . ')');
            });
        }

        public function add(\Io\Poll\Handle $handle, array $events, mixed $data = null): Watcher
        {
            $name = View::stream($handle->getStream());
            $shown = ["StreamPollHandle($name)", shown($events), ...($data === null ? [] : ['…'])];
            return Listener::method('Io\Poll\Context::add', $shown, function () use ($handle, $events, $data, $name) {
                $watcher = $this->context->add($handle, $events, $data);
                return $this->watchers[$watcher] = new Watcher($watcher, $name);
            });
        }

        public function wait(mixed ...$arguments): array
        {
            $shown = array_map(shown(...), $arguments);
            return Listener::method('Io\Poll\Context::wait', $shown, function () use ($arguments) {
                $ready = $this->context->wait(...$arguments);
                return array_map(fn ($watcher) => $this->watchers[$watcher], $ready);
            });
        }

        public function getBackend(): \Io\Poll\Backend
        {
            return $this->context->getBackend();
        }
    }

    final class Watcher implements \Stringable
    {
        public function __construct(private PhpWatcher $watcher, private string $name) {}

        /** Which one it is, and what it has reported. */
        public function __toString(): string
        {
            $triggered = $this->watcher->getTriggeredEvents();
            return "Watcher($this->name" . ($triggered === [] ? ')' : ', ' . shown($triggered) . ')');
        }

        public function __call(string $method, array $arguments): mixed
        {
            if (!in_array($method, ['modify', 'modifyEvents', 'modifyData', 'remove'], true)) {
                return $this->watcher->$method(...$arguments); // it only tells something
            }
            $shown = array_map(shown(...), $arguments);
            return Listener::method("Io\Poll\Watcher::$method", $shown, fn () => $this->watcher->$method(...$arguments));
        }
    }

    /** A value as Rust's listener prints it. */
    final class Shown implements \Stringable
    {
        public function __construct(private string $text) {}

        public function __toString(): string
        {
            return $this->text;
        }
    }

    function shown(mixed $value): string
    {
        return match (true) {
            is_array($value) => '[' . implode(', ', array_map(shown(...), $value)) . ']',
            $value instanceof \UnitEnum => (new \ReflectionClass($value))->getShortName() . "::$value->name",
            $value instanceof \Time\Duration => 'Duration(' . seconds($value) . ')',
            is_int($value) || $value === null => strtolower(var_export($value, true)),
            default => '…',
        };
    }

    /** As Rust does: `1s`, `1.5s`, `50ms`, `0ns`. */
    function seconds(\Time\Duration $time): string
    {
        return match (true) {
            $time->seconds > 0 => $time->seconds + $time->nanoseconds / 1e9 . 's',
            $time->nanoseconds >= 1e6 => $time->nanoseconds / 1e6 . 'ms',
            default => "{$time->nanoseconds}ns",
        };
    }
}
