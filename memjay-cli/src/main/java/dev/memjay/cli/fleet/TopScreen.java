package dev.memjay.cli.fleet;

import dev.memjay.model.HotKeys;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What stands on the screen of {@code top}, as text of given rows and columns, and what the keys change of it. No terminal:
 * the lines hold no control characters, and where a line is to stand out the caller makes it so. Used by one thread.
 */
final class TopScreen {
    /** How a line stands out. */
    enum Style {
        PLAIN,
        HEAD,
        DOWN,
        TOTAL,
        FAINT
    }

    /** A line of the screen, as wide as it or less. */
    record Line(String text, Style style) {}

    private static final String KEYS = "q quit  s sort  r reverse  v versions  h hot keys  x hide them  j k scroll";
    private static final List<Column> LOAD = List.of(
            Column.NODE,
            Column.STATE,
            Column.PING,
            Column.GETS,
            Column.HITS,
            Column.ITEMS,
            Column.MEMORY,
            Column.EVICTIONS,
            Column.CONNECTIONS);
    private static final List<Column> VERSIONS = List.of(
            Column.NODE, Column.STATE, Column.VERSION, Column.UPTIME, Column.CONNECTIONS, Column.ITEMS, Column.MEMORY);
    /** Head, titles, total and keys: what stands there besides the servers. */
    private static final int OTHER_LINES = 5;

    private static final int HOT_LINES = 10;

    private final String interval;
    private List<NodeRow> rows = List.of();
    private Column sort;
    private boolean reversed;
    private boolean versions;
    private int first;
    private @Nullable HotKeys hot;
    private String hotTitle = "";
    private boolean showsHot;

    /** @param interval the time between two looks, for the head */
    TopScreen(String interval, Column sort) {
        this.interval = interval;
        this.sort = sort;
    }

    void show(List<NodeRow> newRows) {
        rows = newRows;
    }

    /** Says that the keys are being watched, or that they cannot be. */
    void showHot(String title) {
        hotTitle = title;
        hot = null;
        showsHot = true;
    }

    void showHot(HotKeys keys) {
        hot = keys;
        long skipped = keys.nodes().stream().mapToLong(HotKeys.OfNode::skipped).sum();
        hotTitle = "hottest keys of " + keys.watched().toMillis() / 1000.0 + " s"
                + (skipped > 0 ? ", of a sample: " + Figures.count(skipped) + " uses were left out" : "")
                + (keys.failed().isEmpty() ? "" : ", without " + keys.failed().size() + " servers");
        showsHot = true;
    }

    /** What a key does to the screen; one that means nothing changes nothing. */
    void press(char key) {
        switch (key) {
            case 's' -> sort = sort.next();
            case 'r' -> reversed = !reversed;
            case 'v' -> versions = !versions;
            case 'x' -> showsHot = false;
            case 'j' -> first++;
            case 'k' -> first = Math.max(0, first - 1);
            default -> {}
        }
    }

    /** The screen for a terminal of this size; never more lines than it has rows. */
    List<Line> lines(int height, int width) {
        List<Line> lines = new ArrayList<>();
        List<Line> hotLines = showsHot ? hotLines(width) : List.of();
        int room = Math.max(1, height - OTHER_LINES - hotLines.size());
        List<NodeRow> sorted = sorted();
        first = Math.max(0, Math.min(first, sorted.size() - room));
        int shown = Math.min(room, sorted.size());
        List<Column> columns = columns(width);
        int nodeWidth = nodeWidth(columns, width);

        lines.add(new Line(Width.cut(head(shown), width), Style.HEAD));
        lines.add(new Line("", Style.PLAIN));
        lines.add(new Line(Width.cut(titles(columns, nodeWidth), width), Style.HEAD));
        for (NodeRow row : sorted.subList(first, first + shown)) {
            lines.add(new Line(
                    Width.cut(text(row, columns, nodeWidth, width), width), row.up() ? Style.PLAIN : Style.DOWN));
        }
        lines.add(new Line(Width.cut(text(NodeRow.total(rows), columns, nodeWidth, width), width), Style.TOTAL));
        lines.addAll(hotLines);
        while (lines.size() < height - 1) {
            lines.add(new Line("", Style.PLAIN));
        }
        lines.add(new Line(Width.cut(KEYS, width), Style.FAINT));
        return lines.size() <= height ? lines : lines.subList(0, height);
    }

    private List<NodeRow> sorted() {
        List<NodeRow> sorted = new ArrayList<>(rows);
        Comparator<NodeRow> order = sort.order();
        sorted.sort(order);
        if (reversed) {
            Collections.reverse(sorted);
        }
        return sorted;
    }

    /** All that fit; the wide ones of both views side by side where there is room for them. */
    private List<Column> columns(int width) {
        List<Column> all = List.of(Column.values());
        if (width >= minWidth(all)) {
            return all;
        }
        return versions ? VERSIONS : LOAD;
    }

    private static int minWidth(List<Column> columns) {
        return columns.stream().mapToInt(Column::width).sum() + columns.size() - 1;
    }

    /** The node has what the others leave, and no more than the longest name needs. */
    private int nodeWidth(List<Column> columns, int width) {
        int longest = rows.stream()
                .mapToInt(row -> Width.of(Width.cut(row.name(), width)))
                .max()
                .orElse(0);
        int least = Column.NODE.width();
        return Math.max(least, Math.min(longest, width - minWidth(columns) + least));
    }

    private String head(int shown) {
        long up = rows.stream().filter(NodeRow::up).count();
        long down = rows.size() - up;
        String part = shown < rows.size() ? ", " + (first + 1) + " to " + (first + shown) + " shown" : "";
        return String.format(
                Locale.ROOT,
                "memjay top: %d server%s, %d up, %d down%s; every %s; sorted by %s%s",
                rows.size(),
                rows.size() == 1 ? "" : "s",
                up,
                down,
                part,
                interval,
                sort.title().toLowerCase(Locale.ROOT),
                reversed ? ", reversed" : "");
    }

    private static String titles(List<Column> columns, int nodeWidth) {
        List<String> cells = new ArrayList<>();
        columns.forEach(column -> cells.add(cell(column, column.title(), nodeWidth)));
        return String.join(" ", cells);
    }

    private static String text(NodeRow row, List<Column> columns, int nodeWidth, int width) {
        List<String> cells = new ArrayList<>();
        for (Column column : columns) {
            cells.add(cell(column, column.text(row), nodeWidth));
            if (column == Column.STATE && !row.up() && row.node() != null) {
                String before = String.join(" ", cells);
                return before + " " + Width.cut(row.cause(), Math.max(0, width - Width.of(before) - 1));
            }
        }
        return String.join(" ", cells);
    }

    private static String cell(Column column, String text, int nodeWidth) {
        int width = column == Column.NODE ? nodeWidth : column.width();
        return column.isText() ? Width.left(text, width) : Width.right(text, width);
    }

    private List<Line> hotLines(int width) {
        List<Line> lines = new ArrayList<>();
        lines.add(new Line("", Style.PLAIN));
        lines.add(new Line(Width.cut(hotTitle, width), Style.HEAD));
        if (hot != null) {
            List<HotKeys.OfKey> keys = hot.keys();
            for (HotKeys.OfKey key : keys.subList(0, Math.min(HOT_LINES, keys.size()))) {
                String text = Width.right(Figures.count(key.uses()), 6) + " "
                        + Width.right(Figures.percent(key.share(), 1), 6) + " "
                        + Width.left(key.node().toString(), 21) + " ";
                lines.add(new Line(Width.cut(text + key.key(), width), Style.PLAIN));
            }
            if (keys.isEmpty()) {
                lines.add(new Line(Width.cut("no key was used", width), Style.PLAIN));
            }
        }
        return lines;
    }
}
