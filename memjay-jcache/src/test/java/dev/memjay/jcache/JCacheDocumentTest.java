package dev.memjay.jcache;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/jcache.md names each test of the specification that does not run, under its reason. */
class JCacheDocumentTest {
    private static final Pattern ROW =
            Pattern.compile("^\\| `([A-Za-z]+#[A-Za-z_]+)` \\| (.+) \\|$", Pattern.MULTILINE);
    private static final int MAX_EXCLUDED = 25;

    private static Path project() {
        return Path.of(System.getProperty("basedir", ""));
    }

    /** Test, as class and method, and the reason above it. */
    private static Map<String, String> excluded() throws IOException {
        Map<String, String> reasons = new LinkedHashMap<>();
        String reason = "";
        for (String line : Files.readAllLines(project().resolve("src/test/resources/ExcludeList"))) {
            if (line.startsWith("# ")) {
                reason = line.substring(2);
            } else if (!line.isBlank()) {
                assertThat(reasons.put(line.substring(line.lastIndexOf('.') + 1), reason))
                        .as(line)
                        .isNull();
            }
        }
        return reasons;
    }

    @Test
    void theListInTheDocumentIsTheOneThatIsUsed() throws IOException {
        Map<String, String> documented = new LinkedHashMap<>();
        Matcher rows = ROW.matcher(Files.readString(project().resolve("../docs/jcache.md")));
        while (rows.find()) {
            documented.put(rows.group(1), rows.group(2));
        }

        assertThat(documented).isEqualTo(excluded());
        assertThat(documented).hasSizeLessThanOrEqualTo(MAX_EXCLUDED);
    }

    @Test
    void eachTestOfTheListExists() throws Exception {
        List<String> unknown = new ArrayList<>();
        for (String line : Files.readAllLines(project().resolve("src/test/resources/ExcludeList"))) {
            if (line.startsWith("#") || line.isBlank()) {
                continue;
            }
            String[] test = line.split("#");
            try {
                Class.forName(test[0]).getMethod(test[1]);
            } catch (ReflectiveOperationException e) {
                unknown.add(line);
            }
        }
        assertThat(unknown).isEmpty();
    }

    @Test
    void neverPromisesMoreThanIsTrue() throws IOException {
        String page = Files.readString(project().resolve("../docs/jcache.md")).toLowerCase(java.util.Locale.ROOT);

        assertThat(page).doesNotContain("compliant").doesNotContain("compliance");
    }
}
