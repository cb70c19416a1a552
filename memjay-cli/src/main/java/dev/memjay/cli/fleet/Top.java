package dev.memjay.cli.fleet;

import dev.memjay.Memjay;
import dev.memjay.cli.console.Console;
import dev.memjay.cli.console.ErrorText;
import dev.memjay.cli.console.ExitStatus;
import dev.memjay.cli.console.TerminalSize;
import dev.memjay.cli.value.JsonLine;
import dev.memjay.error.MemjayException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The command {@code top}: a screen on a terminal, lines of text or JSON elsewhere.
 *
 * <p>The calling thread alone draws and changes the screen. One thread looks at the servers, which may take as long as a
 * server is silent; one reads the keys; one watches for hot keys when asked. They put what they have into a queue, and are
 * daemons: the end waits for none of them.
 */
public final class Top {
    private static final Duration WATCHING = Duration.ofSeconds(2);
    private static final int HOT_KEYS = 10;

    /** More than a person types in a second; what does not fit is dropped. */
    private static final int MAX_EVENTS = 1000;

    private final Console console;
    private final Memjay memjay;
    private final Duration interval;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>(MAX_EVENTS);
    private volatile boolean ended;
    /** Why the servers cannot be looked at; null if they can. */
    private volatile @Nullable RuntimeException failure;

    private volatile boolean isWatching;

    /** Something that changes the screen, on the thread that draws it. */
    private interface Event {
        void apply(TopScreen screen);
    }

    /**
     * @param interval the time between two looks at the servers
     */
    public Top(Console console, Memjay memjay, Duration interval) {
        this.console = console;
        this.memjay = memjay;
        this.interval = interval;
    }

    /** Ends it soon; may be called by any thread. */
    public void end() {
        ended = true;
        events.offer(screen -> {});
    }

    // ---- Lines

    /**
     * Prints a line for each server and one for all.
     *
     * @param once whether it ends after the first lines, which are of one interval
     * @return 0, or for one time the status for servers that are down
     */
    public int lines(boolean json, boolean once) {
        FleetSampler sampler = new FleetSampler(memjay, System::nanoTime);
        List<NodeRow> rows = sampler.look();
        while (!ended) {
            pause();
            if (ended) {
                break;
            }
            rows = sampler.look();
            String time = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
            for (NodeRow row : rows) {
                print(time, row, json);
            }
            print(time, NodeRow.total(rows), json);
            console.flush();
            if (once) {
                return rows.stream().allMatch(NodeRow::up) ? ExitStatus.DONE : ExitStatus.UNREACHABLE;
            }
        }
        return ExitStatus.DONE;
    }

    private void pause() {
        try {
            events.poll(interval.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            ended = true;
        }
    }

    private void print(String time, NodeRow row, boolean json) {
        if (json) {
            console.line(json(time, row));
            return;
        }
        List<String> columns = new ArrayList<>(List.of(time, row.name()));
        if (row.node() != null) {
            columns.add((row.up() ? "up " : "down ") + Figures.duration(row.stateSeconds()));
        } else {
            columns.add(row.up() ? "all up" : "some down");
        }
        NodeFigures figures = row.figures();
        if (figures == null) {
            columns.add(row.cause());
        } else {
            columns.add(Column.PING.text(row) + " ms");
            columns.add(Column.GETS.text(row) + " gets/s");
            columns.add(Column.HITS.text(row) + " hits");
            columns.add(figures.items() + " items");
            columns.add(Figures.bytes(figures.bytes()) + " of " + Figures.bytes(figures.limit()));
            columns.add(Column.EVICTIONS.text(row) + " evictions/s");
            columns.add(figures.connections() + " connections");
            columns.add(figures.version());
            columns.add(Figures.duration(figures.uptime()));
        }
        console.row(columns.toArray(String[]::new));
    }

    /** What is not known is left out. */
    private static String json(String time, NodeRow row) {
        JsonLine line = new JsonLine().text("time", time).text("node", row.name());
        if (row.node() != null) {
            line.text("state", row.up() ? "up" : "down").number("stateSeconds", row.stateSeconds());
        }
        if (!row.cause().isEmpty()) {
            line.text("error", row.cause());
        }
        number(line, "pingMs", row.pingMillis(), "%.3f");
        number(line, "getsPerSecond", row.getsPerSecond(), "%.1f");
        number(line, "hitRate", row.hitRate(), "%.4f");
        number(line, "evictionsPerSecond", row.evictionsPerSecond(), "%.1f");
        NodeFigures figures = row.figures();
        if (figures != null) {
            line.number("items", figures.items())
                    .number("bytes", figures.bytes())
                    .number("limit", figures.limit())
                    .number("connections", figures.connections())
                    .text("version", figures.version())
                    .number("uptime", figures.uptime());
        }
        return line.toString();
    }

    private static void number(JsonLine line, String name, double value, String format) {
        if (!Double.isNaN(value)) {
            line.json(name, String.format(Locale.ROOT, format, value));
        }
    }

    // ---- The screen

    /**
     * Draws the screen until it is ended.
     *
     * @param sort the column that it is sorted by at first, by its title
     */
    public int screen(Column sort) {
        TopScreen screen = new TopScreen(Figures.interval(interval), sort);
        try (RawTerminal terminal = new RawTerminal(console)) {
            start("memjay-top-servers", this::look);
            start("memjay-top-keys", () -> read(terminal));
            while (!ended) {
                TerminalSize size = terminal.size();
                terminal.draw(screen.lines(size.rows(), size.columns()));
                Event event = events.poll(interval.toNanos(), TimeUnit.NANOSECONDS);
                for (; event != null; event = events.poll()) {
                    event.apply(screen);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        RuntimeException failed = failure;
        if (failed != null) { // once the terminal is as it was
            throw failed;
        }
        return ExitStatus.DONE;
    }

    private void look() {
        FleetSampler sampler = new FleetSampler(memjay, System::nanoTime);
        try {
            while (!ended) {
                List<NodeRow> rows = sampler.look();
                events.put(screen -> screen.show(rows));
                Thread.sleep(interval.toMillis());
            }
        } catch (InterruptedException e) {
            end();
        } catch (RuntimeException e) {
            if (!ended) { // else the client was closed under it
                failure = e;
            }
            end();
        }
    }

    private void read(RawTerminal terminal) {
        try (InputStream keys = terminal.keys()) {
            for (int key = keys.read(); key >= 0 && !ended; key = keys.read()) {
                press((char) key);
            }
        } catch (IOException e) {
            // no terminal any more
        }
        end();
    }

    private void press(char key) {
        switch (key) {
            case 'q', 'Q' -> end();
            case 'h' -> watch();
            // the last byte of an arrow key
            case 'A' -> events.offer(screen -> screen.press('k'));
            case 'B' -> events.offer(screen -> screen.press('j'));
            default -> events.offer(screen -> screen.press(key));
        }
    }

    private void watch() {
        if (isWatching) {
            return;
        }
        isWatching = true;
        events.offer(screen -> screen.showHot("watching the keys for " + WATCHING.toSeconds() + " s"));
        start("memjay-top-hot", () -> {
            try {
                HotKeyTally tally = new HotKeyTally(memjay.admin());
                tally.watch(WATCHING);
                var hot = tally.top(HOT_KEYS);
                events.offer(screen -> screen.showHot(hot));
            } catch (MemjayException e) {
                events.offer(screen -> screen.showHot("the keys cannot be watched: " + ErrorText.reason(e)));
            } finally {
                isWatching = false;
            }
        });
    }

    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }
}
