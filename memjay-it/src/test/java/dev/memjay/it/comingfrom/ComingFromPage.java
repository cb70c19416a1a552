package dev.memjay.it.comingfrom;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A page "Coming from" as its tables' rows, and the other client's names that they speak of.
 *
 * @param name the page's file
 * @param rows the rows of all tables whose first column is the other client's, as its heading says
 */
record ComingFromPage(String name, List<Row> rows) {
    private static final Path DOCS = Path.of(System.getProperty("basedir", ""))
            .toAbsolutePath()
            .normalize()
            .resolveSibling("docs");
    /** The other name, the form here, two defaults, and what differs on purpose. */
    private static final int MIN_COLUMNS = 5;

    private static final Pattern CODE = Pattern.compile("`([^`]*)`");
    private static final Pattern CALL = Pattern.compile("([\\w.]+)\\((.*)\\)");
    private static final Pattern NAME = Pattern.compile("(\\w+)(=.*)?");

    /** The classes that stand behind the letters of a column "in". */
    private static final Map<String, String> CLASSES = Map.of(
            "C", "Client",
            "P", "PooledClient",
            "H", "HashClient",
            "M", "MockMemcacheClient",
            "A", "AWSElastiCacheHashClient");

    /**
     * One row.
     *
     * @param cells without the bars
     * @param heading the cells of its table's first row
     */
    record Row(List<String> cells, List<String> heading) {
        boolean isWhole() {
            return cells.size() == heading.size();
        }

        String first() {
            return cells.get(0);
        }

        List<String> tests() {
            return codeOf(cells.get(cells.size() - 1));
        }

        /** The classes that the column "in" names, if the table has one. */
        private List<String> owners() {
            if (!heading.get(1).equals("in")) {
                return List.of();
            }
            return Stream.of(cells.get(1).split(" "))
                    .filter(CLASSES::containsKey)
                    .map(CLASSES::get)
                    .toList();
        }
    }

    static ComingFromPage of(String client) {
        Path page = DOCS.resolve("coming-from-" + client + ".md");
        try {
            return parse(page.getFileName().toString(), Files.readAllLines(page), client);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ComingFromPage parse(String name, List<String> lines, String client) {
        List<Row> rows = new ArrayList<>();
        List<String> heading = List.of();
        for (String line : lines) {
            List<String> cells = cells(line);
            if (cells.isEmpty()) {
                heading = List.of();
            } else if (cells.get(0).equals(client) && cells.size() >= MIN_COLUMNS) {
                heading = cells;
            } else if (!heading.isEmpty() && !cells.get(0).startsWith("---")) {
                rows.add(new Row(cells, heading));
            }
        }
        return new ComingFromPage(name, rows);
    }

    private static List<String> cells(String line) {
        if (!line.startsWith("|")) {
            return List.of();
        }
        return Stream.of(line.substring(1, line.lastIndexOf('|')).split("\\|", -1))
                .map(String::strip)
                .toList();
    }

    static List<String> codeOf(String cell) {
        return CODE.matcher(cell).results().map(found -> found.group(1)).toList();
    }

    /**
     * What the first column names: {@code Client.get}, {@code Client.get(default=None)} for a parameter, {@code
     * Client(timeout=None)} for one of a constructor, and whatever else stands there as code.
     */
    Set<String> names(String defaultOwner) {
        Set<String> names = new LinkedHashSet<>();
        for (Row row : rows) {
            List<String> owners = row.owners();
            for (String code : codeOf(row.first())) {
                names.add(code);
                Matcher call = CALL.matcher(code);
                if (call.matches()) {
                    targets(call.group(1), owners, defaultOwner).forEach(target -> {
                        names.add(target);
                        parameters(call.group(2)).forEach(parameter -> names.add(target + "(" + parameter + ")"));
                    });
                } else if (NAME.matcher(code).matches()) {
                    owners.forEach(owner -> {
                        names.add(owner + "(" + code + ")");
                        names.add(owner + "." + code);
                    });
                }
            }
        }
        return names;
    }

    /** Every word that stands as code in the first column. */
    Set<String> words() {
        return rows.stream()
                .flatMap(row -> codeOf(row.first()).stream())
                .flatMap(code -> Stream.of(code.split("\\W+")))
                .collect(Collectors.toSet());
    }

    private static List<String> targets(String name, List<String> owners, String defaultOwner) {
        boolean isWhole = name.contains(".") || Character.isUpperCase(name.charAt(0));
        if (!isWhole && !owners.isEmpty()) {
            return owners.stream().map(owner -> owner + "." + name).toList();
        }
        return isWhole || defaultOwner.isEmpty() ? List.of(name) : List.of(name, defaultOwner + "." + name);
    }

    private static List<String> parameters(String list) {
        return Stream.of(list.split(","))
                .map(String::strip)
                .filter(one -> !one.isEmpty())
                .toList();
    }
}
