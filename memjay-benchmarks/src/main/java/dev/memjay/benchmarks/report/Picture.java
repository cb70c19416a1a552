package dev.memjay.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * The report's throughputs as bars, each contender's over Memjay's: drawn from the table of figures, so that the picture beside a
 * document says what the document says.
 */
public final class Picture {
    private static final String MEMJAY = "Memjay";
    private static final int WIDTH = 820;
    private static final int LEFT = 270;
    private static final int BAR = 11;
    private static final int GAP = 12;
    private static final int TOP = 40;
    private static final double MAX = 1.7;
    private static final Map<String, String> COLOURS = Map.of(
            MEMJAY,
            "#1b7837",
            "bare socket",
            "#bbbbbb",
            "bare pipelined socket",
            "#bbbbbb",
            "bare pipelined socket, one for all",
            "#bbbbbb",
            "spymemcached",
            "#2166ac",
            "xmemcached",
            "#67a9cf",
            "folsom",
            "#ef8a62");

    private Picture() {}

    /** Draws the table of a document into an SVG of the same name beside it. */
    public static void write(Path document) throws IOException {
        String name = document.getFileName().toString().replaceFirst("\\.md$", "") + ".svg";
        Files.writeString(document.resolveSibling(name), draw(Files.readString(document)));
    }

    /** The rows that have throughputs, in their order: operations a second by contender. */
    static Map<String, Map<String, Double>> throughputs(String report) {
        Map<String, Map<String, Double>> rows = new LinkedHashMap<>();
        int begin = report.indexOf("### All figures");
        int end = report.indexOf(MarkedFile.END);
        String figures = report.substring(Math.max(0, begin), end < begin ? report.length() : end);
        for (String line : figures.lines().toList()) {
            String[] cells = line.split("\\|", -1);
            if (cells.length > 6 && !cells[1].contains("round trip") && !cells[2].contains("Memjay, ")) {
                number(cells[4])
                        .ifPresent(value -> rows.computeIfAbsent(cells[1].strip(), row -> new LinkedHashMap<>())
                                .put(cells[2].strip().replaceFirst(" [0-9].*", ""), value));
            }
        }
        rows.values().removeIf(row -> !row.containsKey(MEMJAY));
        return rows;
    }

    private static OptionalDouble number(String cell) {
        String digits = cell.strip().replaceFirst(" .*", "").replace(",", "");
        return digits.matches("[0-9]+") ? OptionalDouble.of(Double.parseDouble(digits)) : OptionalDouble.empty();
    }

    static String draw(String report) {
        List<String> shapes = new ArrayList<>();
        int y = TOP;
        for (Map.Entry<String, Map<String, Double>> row : throughputs(report).entrySet()) {
            double memjay = Objects.requireNonNull(row.getValue().get(MEMJAY), "the rows without it are left out");
            shapes.add(text(LEFT - 10, y + row.getValue().size() * BAR / 2 + 4, "end", "#000", row.getKey()));
            for (Map.Entry<String, Double> bar : row.getValue().entrySet()) {
                shapes.add(bar(y, bar.getKey(), bar.getValue() / memjay));
                y += BAR;
            }
            y += GAP;
        }
        double one = LEFT + (WIDTH - LEFT - 20) / MAX;
        String line = String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\" stroke=\"%s\" stroke-dasharray=\"3 3\"/>%n",
                one,
                TOP - 6,
                one,
                y - GAP + 4,
                COLOURS.get(MEMJAY));
        return String.format(
                        Locale.ROOT,
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\""
                                + " font-size=\"11\">%n<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n",
                        WIDTH,
                        y + 4)
                + text(LEFT, 20, "start", "#000", "operations a second, Memjay = 1 (longer is better)")
                + String.join("", shapes)
                + line
                + "</svg>\n";
    }

    private static String bar(int y, String contender, double ratio) {
        double width = Math.min(MAX, ratio) * (WIDTH - LEFT - 20) / MAX;
        String colour = COLOURS.getOrDefault(contender, "#762a83");
        String label = String.format(Locale.ROOT, "%s %.2f", contender, ratio);
        boolean isInside = width > 120;
        return String.format(
                        Locale.ROOT,
                        "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>%n",
                        LEFT,
                        y,
                        width,
                        BAR - 1,
                        colour)
                + "<g font-size=\"9\">"
                + text(
                        (int) (isInside ? LEFT + 6 : LEFT + width + 4),
                        y + BAR - 3,
                        "start",
                        isInside && !colour.equals("#bbbbbb") ? "#fff" : "#333",
                        label)
                + "</g>\n";
    }

    private static String text(int x, int y, String anchor, String colour, String text) {
        return String.format(
                Locale.ROOT,
                "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\" fill=\"%s\">%s</text>%n",
                x,
                y,
                anchor,
                colour,
                text);
    }
}
