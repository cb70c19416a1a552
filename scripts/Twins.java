import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes the asynchronous and noreply twins of the blocking faces, and the classes that memjay-jackson3 shares with
 * memjay-jackson: {@code java scripts/Twins.java} in the project's folder. With {@code --check} it compares and ends with 1 where a file is not what it would write; a folder may follow.
 *
 * <p>A verb is written once, in the blocking class. The interface of the twin, which stands by hand, says which verbs the
 * twin has; the body of each follows from the blocking one by fixed substitutions. Where it does not, {@link Twin#bodies}
 * has its text. Text goes in and text comes out, nothing is compiled, so that it runs also when a change broke a twin.
 * Comments inside a body stay in the blocking class. It formats by itself, and spotless leaves its files alone (a new twin is
 * named in pom.xml, too): lines end before column 120, which is all a reader needs.
 */
final class Twins {
    private static final String CORE = "memjay-core/src/main/java/dev/memjay/";
    private static final String NEAR = "memjay-caffeine/src/main/java/dev/memjay/caffeine/";
    private static final String JACKSON = "memjay-jackson/src/main/java/dev/memjay/jackson/";
    private static final String JACKSON3 = "memjay-jackson3/src/main/java/dev/memjay/jackson3/";
    private static final String FUTURE = "java.util.concurrent.CompletableFuture";
    private static final int MAX_COLUMN = 120;

    /** All twins. */
    private static final List<Twin> TWINS = List.of(
            new Twin(CORE + "KeyspaceView.java", CORE + "AsyncKeyspace.java", CORE + "AsyncView.java")
                    .async()
                    .describes("The asynchronous face of a view.")
                    .replaces("KeyspaceView", "AsyncView")
                    .replaces("implements Keyspace<", "implements AsyncKeyspace<")
                    .replaces("<K, V>, ContextCarrier {", "<K, V> {")
                    .replaces("new LeasesView<", "new AsyncLeasesView<")
                    .replaces("\"Keyspace\"", "\"AsyncKeyspace\"")
                    .matches("Loads\\.run(All)?\\(", "Loads.start$1(")
                    .matches("(return new (?:AppendOrCreate|Update<>)\\(.*\\))\\.run\\(\\);", "$1.start(verbs.callbacks(engine));")
                    .replaces(".run(", ".start("),
            new Twin(CORE + "KeyspaceView.java", CORE + "NoreplyKeyspace.java", CORE + "NoreplyView.java")
                    .describes("The face of a view that waits for nothing.")
                    .replaces("KeyspaceView", "NoreplyView")
                    .replaces("implements Keyspace<", "implements NoreplyKeyspace<")
                    .replaces("<K, V>, ContextCarrier {", "<K, V> {")
                    .replaces("return \"Keyspace\"", "return \"NoreplyKeyspace\"")
                    // It reads nothing.
                    .replaces(", PlainGet<K, V> plainGet", "")
                    .matches("(?m)^.*\\bplainGet;\\n", "")
                    .matches("return ((?:verbs|bulk)\\..*)\\.run\\(", "$1.post("),
            new Twin(
                            CORE + "combine/RelayedKeyspace.java",
                            CORE + "AsyncKeyspace.java",
                            CORE + "combine/RelayedAsync.java")
                    .async()
                    .describes("The asynchronous face of a keyspace that stands for others: every verb goes to the {@link Relay}.")
                    .replaces("RelayedKeyspace", "RelayedAsync")
                    .replaces("implements Keyspace<", "implements AsyncKeyspace<")
                    .replaces("<K, V>, ContextCarrier {", "<K, V> {")
                    .replaces("relay.first()", "relay.first().async()")
                    .replaces("blocking(", "async(")
                    .replaces("return run(", "return start(")
                    .replaces("relay.first().async().loadPolicy()", "relay.first().loadPolicy()")
                    .body(
                            "getOrDefault",
                            """
                            Objects.requireNonNull(defaultValue, "defaultValue");
                            CompletableFuture<@Nullable V> got = get(key);
                            CompletableFuture<V> result = got.thenApply(value -> value == null ? defaultValue : value);
                            Futures.cancelTogether(result, got);
                            return result;""")
                    .imports(
                            "dev.memjay.AsyncKeyspace",
                            "dev.memjay.AsyncLeases",
                            "dev.memjay.internal.route.call.Futures",
                            "static dev.memjay.combine.KeyspaceVerb.async",
                            "static dev.memjay.combine.KeyspaceVerb.either",
                            "static dev.memjay.combine.RelayCall.start"),
            new Twin(
                            CORE + "combine/RelayedKeyspace.java",
                            CORE + "NoreplyKeyspace.java",
                            CORE + "combine/RelayedNoreply.java")
                    .describes("The noreply face of a keyspace that stands for others: every verb goes to the {@link Relay}.")
                    .replaces("RelayedKeyspace", "RelayedNoreply")
                    .replaces("implements Keyspace<", "implements NoreplyKeyspace<")
                    .replaces("<K, V>, ContextCarrier {", "<K, V> {")
                    .eachBody("relay.post(keyspace -> keyspace.%s(%s));")
                    .matches(
                            "relay\\.post\\((keyspace -> keyspace\\.(?:add|replace|append|prepend|incr|decr|cas|delete(?=\\(key, cas))\\(.*)\\);",
                            "relay.postDecided(key, $1);")
                    .imports("dev.memjay.NoreplyKeyspace"),
            new Twin(NEAR + "NearVerbs.java", CORE + "AsyncKeyspace.java", NEAR + "NearAsyncVerbs.java")
                    .async()
                    .inPart()
                    .describes("The asynchronous verbs of a near cache that go straight to the server, as {@link NearVerbs} has the"
                            + " blocking ones.")
                    .replaces("NearVerbs", "NearAsyncVerbs")
                    .replaces("permits NearCache", "permits NearAsync")
                    .matches("(?<![A-Za-z])Keyspace<K, V>", "AsyncKeyspace<K, V>")
                    .replaces("view.write(", "view.startWrite(")
                    .replaces("view.writeAll(", "view.startWriteAll(")
                    .imports("dev.memjay.AsyncKeyspace"),
            new Twin(NEAR + "NearVerbs.java", CORE + "NoreplyKeyspace.java", NEAR + "NearNoreply.java")
                    .describes("The writes of a near cache that nobody waits for. Copies go when the write is handed over, so that"
                            + " the same thread sees it at once, since its calls stay in order.")
                    .replaces("abstract sealed class NearVerbs", "final class NearNoreply")
                    .replaces("NearVerbs", "NearNoreply")
                    .replaces(" permits NearCache", "")
                    .matches("(?<![A-Za-z])Keyspace<K, V>", "NoreplyKeyspace<K, V>")
                    .replaces("    final ", "    private final ")
                    .replaces("return view.write(", "view.post(")
                    .replaces("return view.writeAll(", "view.postAll(")
                    .replaces("return behind.", "behind.")
                    .imports("dev.memjay.NoreplyKeyspace"),
            new Twin(NEAR + "NearLeases.java", CORE + "AsyncLeases.java", NEAR + "NearAsyncLeases.java")
                    .async()
                    .describes("The leases of a near cache, as {@link NearLeases} has the blocking ones.")
                    .replaces("NearLeases", "NearAsyncLeases")
                    .matches("(?<![A-Za-z])Leases<K, V>", "AsyncLeases<K, V>")
                    .matches("(?<![A-Za-z])Lease<V>", "AsyncLease<V>")
                    .replaces("view.write(", "view.startWrite(")
                    .matches("(?m)^(\\s*)view\\.post\\(", "$1return view.startWrite(")
                    .imports("dev.memjay.AsyncLease", "dev.memjay.AsyncLeases"),
            new Twin(JACKSON + "KnownPath.java", JACKSON + "KnownPath.java", JACKSON3 + "KnownPath.java")
                    .whole()
                    .replaces("package dev.memjay.jackson;", "package dev.memjay.jackson3;")
                    .replaces("com.fasterxml.jackson.databind.JsonMappingException", "tools.jackson.core.JacksonException")
                    .replaces("JsonMappingException", "JacksonException")
                    .replaces("step.getFrom()", "step.from()")
                    .replaces("step.getFieldName()", "step.getPropertyName()"));

    private Twins() {}

    public static void main(String... arguments) throws IOException {
        List<String> given = new ArrayList<>(List.of(arguments));
        boolean checks = given.remove("--check");
        Path root = Path.of(given.isEmpty() ? "." : given.get(0));
        if (!Files.exists(root.resolve(CORE))) {
            System.err.println("no " + CORE + " in " + root.toAbsolutePath() + "; run this in the project's folder");
            System.exit(2);
        }
        boolean differs = false;
        for (Twin twin : TWINS) {
            String text = twin.text(root);
            Path target = root.resolve(twin.target);
            if (Files.exists(target) && Files.readString(target).equals(text)) {
                continue;
            }
            differs = true;
            if (checks) {
                System.err.println(twin.target + " is not what " + twin.source + " makes of it;"
                        + " run: java scripts/Twins.java");
            } else {
                Files.writeString(target, text);
                System.out.println("wrote " + twin.target);
            }
        }
        System.exit(checks && differs ? 1 : 0);
    }

    /** A method of a class or an interface; without a name what is no method, a field or a constructor. */
    private record Member(String annotations, String result, String name, String parameters, String body) {
        String signature() {
            return name + "(" + parameters + ")";
        }

        boolean isOverride() {
            return annotations.contains("@Override");
        }

        /** The names of the parameters, as a call has them. */
        String arguments() {
            return parameters.isEmpty()
                    ? ""
                    : String.join(
                            ", ",
                            topLevel(parameters).stream()
                                    .map(parameter -> parameter.substring(parameter.lastIndexOf(' ') + 1))
                                    .toList());
        }
    }

    /** A file as read: what stands before the class, the class up to its first method, and its methods. */
    private record Source(String packageLine, Set<String> imports, String head, List<Member> members) {}

    private static final class Twin {
        private final String source;
        private final String face;
        private final String target;
        private final List<UnaryOperator<String>> rules = new ArrayList<>();
        private final Map<String, String> bodies = new LinkedHashMap<>();
        private final Set<String> imports = new TreeSet<>();
        private String template = "";
        private String description = "";
        private boolean isAsync;
        private boolean isInPart;
        private boolean isWhole;

        /**
         * @param source the blocking class
         * @param face the interface that says which verbs the twin has
         * @param target the twin
         */
        Twin(String source, String face, String target) {
            this.source = source;
            this.face = face;
            this.target = target;
        }

        Twin async() {
            isAsync = true;
            imports.add(FUTURE);
            matches("(?<![A-Za-z])Loader<", "AsyncLoader<");
            replaces("BulkLoader<K, ? extends V>", "AsyncBulkLoader<K, V>");
            return this;
        }

        /** What the comment of the class says before its parameters. */
        Twin describes(String text) {
            description = text;
            return this;
        }

        /** The interface has more verbs, which another class has. */
        Twin inPart() {
            isInPart = true;
            return this;
        }

        /** The twin is the whole text of the other file, after substitutions. */
        Twin whole() {
            isWhole = true;
            return this;
        }

        Twin replaces(String text, String with) {
            rules.add(before -> before.replace(text, with));
            return this;
        }

        Twin matches(String pattern, String with) {
            Pattern compiled = Pattern.compile(pattern);
            rules.add(before -> compiled.matcher(before).replaceAll(with));
            return this;
        }

        /** A body that does not follow from the blocking one. */
        Twin body(String name, String text) {
            bodies.put(name, text);
            return this;
        }

        /** A body that follows from the name of the verb and its arguments. */
        Twin eachBody(String format) {
            template = format;
            return this;
        }

        Twin imports(String... names) {
            imports.addAll(List.of(names));
            return this;
        }

        String text(Path root) throws IOException {
            String from = isWhole ? source : Path.of(source).getFileName().toString();
            String derived = "// Derived from " + from + " by scripts/Twins.java\n";
            return derived + (isWhole ? ruled(Files.readString(root.resolve(source))) : face(root));
        }

        private String face(Path root) throws IOException {
            Source blocking = read(root.resolve(source));
            Source twin = read(root.resolve(face));
            Map<String, Member> wanted = new LinkedHashMap<>();
            twin.members().forEach(member -> wanted.put(member.signature(), member));

            StringBuilder out = new StringBuilder("/**\n");
            appendComment(out, description);
            String head = blocking.head();
            out.append(ruled(head.substring(head.indexOf("\n *\n * @param") + 1)));
            for (Member member : blocking.members()) {
                boolean isText = member.name().equals("toString");
                if (!member.isOverride() || (!isText && wanted.remove(ruled(member.signature())) == null)) {
                    continue;
                }
                String result = result(member);
                boolean isFirst = out.charAt(out.length() - 2) == '{';
                out.append(isFirst ? "" : "\n").append("    @Override\n");
                appendLine(out, 4, "public " + result + " " + ruled(member.signature()) + " {");
                for (String line : body(member).split("\n")) {
                    String statement = line.strip();
                    appendLine(out, 8 + line.length() - line.stripLeading().length(), statement);
                }
                out.append("    }\n");
            }
            if (!isInPart && !wanted.isEmpty()) {
                throw new IllegalStateException(face + " has " + wanted.keySet() + ", and " + source + " has not");
            }
            String body = out.append("}\n").toString();
            Set<String> candidates = new TreeSet<>(imports);
            blocking.imports().forEach(name -> candidates.add(ruled(name)));
            candidates.addAll(twin.imports());
            candidates.removeIf(name -> !isUsed(name, body, blocking.packageLine()));
            StringBuilder file = new StringBuilder(blocking.packageLine()).append("\n\n");
            candidates.stream()
                    .filter(name -> name.startsWith("static "))
                    .forEach(name -> file.append("import ").append(name).append(";\n"));
            candidates.stream()
                    .filter(name -> !name.startsWith("static "))
                    .forEach(name -> file.append("import ").append(name).append(";\n"));
            return file.append('\n').append(body).toString();
        }

        private String ruled(String text) {
            String ruled = text;
            for (UnaryOperator<String> rule : rules) {
                ruled = rule.apply(ruled);
            }
            return ruled;
        }

        private String result(Member member) {
            String type = member.result();
            if (member.name().equals("toString")) {
                return type;
            } else if (member.name().equals("leases")) {
                return "Async" + type;
            } else if (!isAsync) {
                return "void";
            }
            String boxed = Map.of("boolean", "Boolean", "void", "@Nullable Void").getOrDefault(type, ruled(type));
            return "CompletableFuture<" + boxed + ">";
        }

        private String body(Member member) {
            if (bodies.containsKey(member.name())) {
                return bodies.get(member.name());
            } else if (!template.isEmpty() && !member.name().equals("toString")) {
                return ruled(template.formatted(member.name(), member.arguments()));
            }
            return ruled(member.body());
        }
    }

    private static boolean isUsed(String name, String text, String packageLine) {
        String simple = name.substring(name.lastIndexOf('.') + 1);
        boolean isNear = packageLine.equals("package " + name.substring(0, name.lastIndexOf('.')) + ";");
        return !isNear && Pattern.compile("(?<![\\w.])" + simple + "\\b").matcher(text).find();
    }

    // ---- Reading

    private static Source read(Path file) throws IOException {
        String text = Files.readString(file);
        Matcher line = Pattern.compile("(?m)^package [\\w.]+;$").matcher(text);
        if (!line.find()) {
            throw new IllegalStateException(file + " has no package");
        }
        Set<String> imports = new TreeSet<>();
        Matcher each = Pattern.compile("(?m)^import ([\\w.]+);$").matcher(text);
        int end = line.end();
        while (each.find()) {
            imports.add(each.group(1));
            end = each.end();
        }
        int open = text.indexOf("{\n", text.indexOf("\n */\n", end)) + 2;
        List<Member> members = new ArrayList<>();
        StringBuilder head = new StringBuilder(text.substring(end, open).strip()).append('\n');
        for (String member : members(text.substring(open, text.lastIndexOf('}')))) {
            Member read = member(member);
            if (read.name().isEmpty()) {
                head.append(member.endsWith(";") ? "    " : "\n    ").append(member).append('\n');
            } else {
                members.add(read);
            }
        }
        return new Source(line.group(), imports, head.toString(), members);
    }

    /** The members of a class: each ends with a semicolon or a brace on the outermost level. */
    private static List<String> members(String body) {
        List<String> members = new ArrayList<>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i < body.length(); i++) {
            int behind = behindText(body, i);
            if (behind > i) {
                i = behind - 1;
                continue;
            }
            char c = body.charAt(i);
            if (c == '{' || c == '(') {
                depth++;
            } else if (c == '}' || c == ')') {
                depth--;
            }
            if (depth == 0 && (c == ';' || c == '}')) {
                members.add(body.substring(start, i + 1).strip());
                start = i + 1;
            }
        }
        return members;
    }

    /** Where a comment or a literal that begins here ends; the same place if none does. */
    private static int behindText(String text, int at) {
        if (text.startsWith("//", at)) {
            return text.indexOf('\n', at);
        } else if (text.startsWith("/*", at)) {
            return behindText(text, text.indexOf("*/", at) + 2);
        }
        char quote = text.charAt(at);
        if (quote != '"' && quote != '\'') {
            return at;
        }
        int end = at + 1;
        while (text.charAt(end) != quote) {
            end += text.charAt(end) == '\\' ? 2 : 1;
        }
        return end + 1;
    }

    private static final Pattern METHOD = Pattern.compile("((?:@\\w+(?:\\([^)]*\\))? )*)" // annotations
            + "(?:(?:public|private|static|default|abstract|final) )*"
            + "(?:<.*?> )?((?:@Nullable )?[\\w.]+(?:<.*?>)?) (\\w+)\\((.*)\\)(?: throws [\\w., ]+)?;?");

    private static Member member(String text) {
        String bare = text.replaceAll("(?s)/\\*.*?\\*/", "").replaceAll("(?m)^\\s*//.*$", "").strip();
        int brace = bare.indexOf('{');
        Matcher method = METHOD.matcher(joined(brace < 0 ? bare : bare.substring(0, brace)).strip());
        if (!method.matches()) {
            return new Member("", "", "", "", "");
        }
        String annotations = method.group(1);
        String result = (annotations.contains("@Nullable ") ? "@Nullable " : "") + method.group(2);
        String body = brace < 0 ? "" : statements(bare.substring(brace + 1, bare.lastIndexOf('}')));
        return new Member(annotations, result, method.group(3), method.group(4), body);
    }

    /** A body with a line for each statement, indented as deep as its blocks are. */
    private static String statements(String body) {
        StringBuilder lines = new StringBuilder();
        StringBuilder statement = new StringBuilder();
        int depth = 0;
        for (String line : body.strip().split("\n")) {
            String stripped = line.strip();
            if (stripped.isEmpty()) {
                continue;
            }
            if (statement.length() > 0 && !statement.toString().endsWith("(") && !stripped.startsWith(".")) {
                statement.append(' ');
            }
            statement.append(stripped);
            if (stripped.endsWith(";") || stripped.endsWith("{") || stripped.endsWith("}")) {
                depth -= stripped.startsWith("}") ? 1 : 0;
                lines.append(lines.length() == 0 ? "" : "\n").append("    ".repeat(depth)).append(statement);
                depth += stripped.endsWith("{") ? 1 : 0;
                statement.setLength(0);
            }
        }
        return lines.toString();
    }

    private static String joined(String text) {
        return text.replaceAll("\\s+", " ").replace("( ", "(");
    }

    /** The parts between commas that no bracket encloses. */
    private static List<String> topLevel(String text) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            depth += c == '(' || c == '<' ? 1 : c == ')' || c == '>' ? -1 : 0;
            if (c == ',' && depth == 0) {
                parts.add(text.substring(start, i).strip());
                start = i + 1;
            }
        }
        parts.add(text.substring(start).strip());
        return parts;
    }

    // ---- Writing

    private static void appendComment(StringBuilder out, String text) {
        String rest = text;
        while (rest.length() > MAX_COLUMN - 3) {
            int space = rest.lastIndexOf(' ', MAX_COLUMN - 3);
            out.append(" * ").append(rest, 0, space).append('\n');
            rest = rest.substring(space + 1);
        }
        out.append(" * ").append(rest).append('\n');
    }

    /** A line, broken behind a bracket or a comma where it is too long. */
    private static void appendLine(StringBuilder out, int indent, String text) {
        String rest = text;
        int column = indent;
        while (column + rest.length() > MAX_COLUMN) {
            int at = rest.lastIndexOf(", ", MAX_COLUMN - column - 1) + 1;
            int bracket = rest.indexOf('(') + 1;
            if (column == indent && bracket > 1 && indent + 8 + rest.length() - bracket <= MAX_COLUMN) {
                at = bracket;
            }
            if (at <= 0) {
                break;
            }
            out.append(" ".repeat(column)).append(rest, 0, at).append('\n');
            rest = rest.substring(at).stripLeading();
            column = indent + 8;
        }
        out.append(" ".repeat(column)).append(rest).append('\n');
    }
}
