package dev.memjay.cli.fleet;

import java.util.Comparator;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** The columns of {@code top}: what stands in each, how wide it is, and how rows are sorted by it. */
public enum Column {
    NODE("NODE", 15, row -> row.name(), row -> 0),
    STATE(
            "STATE",
            8,
            row -> row.node() == null ? "" : (row.up() ? "up " : "down ") + Figures.age(row.stateSeconds()),
            row -> row.up() ? 0 : 1),
    PING("PING", 5, row -> number(row.pingMillis(), "%.2f"), NodeRow::pingMillis),
    GETS("GETS/S", 6, row -> count(row.getsPerSecond()), NodeRow::getsPerSecond),
    HITS("HITS", 6, row -> Figures.percent(row.hitRate(), 1), NodeRow::hitRate),
    ITEMS(
            "ITEMS",
            5,
            row -> figure(row, figures -> Figures.count(figures.items())),
            row -> of(row, NodeFigures::items)),
    MEMORY(
            "MEMORY",
            18,
            row -> figure(
                    row,
                    figures -> Figures.shortBytes(figures.bytes()) + "/" + Figures.shortBytes(figures.limit()) + " "
                            + Figures.percent(figures.bytes(), figures.limit())),
            row -> of(row, figures -> (double) figures.bytes() / Math.max(1, figures.limit()))),
    EVICTIONS("EV/S", 5, row -> count(row.evictionsPerSecond()), NodeRow::evictionsPerSecond),
    CONNECTIONS(
            "CONN",
            4,
            row -> figure(row, figures -> Figures.count(figures.connections())),
            row -> of(row, NodeFigures::connections)),
    VERSION("VERSION", 7, row -> figure(row, NodeFigures::version), row -> 0),
    UPTIME(
            "UPTIME",
            7,
            row -> figure(row, figures -> Figures.duration(figures.uptime())),
            row -> of(row, NodeFigures::uptime));

    private final String title;
    private final int width;
    private final Function<NodeRow, String> text;
    private final ToDoubleFunction<NodeRow> order;

    Column(String title, int width, Function<NodeRow, String> text, ToDoubleFunction<NodeRow> order) {
        this.title = title;
        this.width = width;
        this.text = text;
        this.order = order;
    }

    String title() {
        return title;
    }

    /** Of the node it is the least. */
    int width() {
        return width;
    }

    /** Names stand at the left, figures at the right. */
    boolean isText() {
        return this == NODE || this == STATE || this == VERSION;
    }

    String text(NodeRow row) {
        return text.apply(row);
    }

    /** The greatest first, what is not known last; nodes and versions by their text. */
    Comparator<NodeRow> order() {
        return switch (this) {
            case NODE -> Comparator.comparingInt(row -> 0); // as they were configured
            case VERSION -> Comparator.comparing(this::text);
            default ->
                Comparator.comparingDouble((NodeRow row) -> {
                            double value = order.applyAsDouble(row);
                            return Double.isNaN(value) ? -1 : value;
                        })
                        .reversed();
        };
    }

    /** The next one to sort by. */
    Column next() {
        return values()[(ordinal() + 1) % values().length];
    }

    private static String figure(NodeRow row, Function<NodeFigures, String> text) {
        NodeFigures figures = row.figures();
        return figures == null ? "-" : text.apply(figures);
    }

    private static double of(NodeRow row, ToDoubleFunction<NodeFigures> value) {
        NodeFigures figures = row.figures();
        return figures == null ? Double.NaN : value.applyAsDouble(figures);
    }

    private static String count(double number) {
        return Double.isNaN(number) ? "-" : Figures.count(number);
    }

    private static String number(double number, String format) {
        return Double.isNaN(number) ? "-" : String.format(Locale.ROOT, format, number);
    }
}
