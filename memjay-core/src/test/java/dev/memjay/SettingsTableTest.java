package dev.memjay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.internal.setting.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * The table of settings in the documents is the one in the code.
 *
 * <p>After a change of settings run this test with {@code -Dmemjay.writeDocs=true}: it writes the table anew.
 */
class SettingsTableTest {
    private static final Path PAGE = Path.of("..", "docs", "settings.md");
    private static final Path README = Path.of("..", "README.md");

    @Test
    void theDocumentHasTheTable() throws IOException {
        String page = page();
        if (Boolean.getBoolean("memjay.writeDocs")) {
            Files.createDirectories(PAGE.getParent());
            Files.writeString(PAGE, page);
        }

        assertThat(PAGE).content().isEqualTo(page);
    }

    @Test
    void theReadmeNamesEverySettingWithItsDefaultAndUnit() throws IOException {
        String readme = Files.readString(README);

        for (Setting setting : Setting.values()) {
            String shown = setting.show(setting.defaultValue());
            assertThat(readme)
                    .contains(
                            "| `%s` | %s | %s |".formatted(setting, shown.isEmpty() ? "empty" : shown, setting.unit()));
        }
    }

    static String page() {
        StringBuilder text = new StringBuilder("""
                # Settings

                Each is a method of `MemjayBuilder` and a parameter of the connection URI, but for those that only the
                builder can take. Lengths of time have their unit behind the number: `ns`, `us`, `ms`, `s`, `m`, `h` or `d`.
                `Memjay.settings()` tells the effective values and where each came from.

                | name | default | unit | bounds | meaning |
                |---|---|---|---|---|
                | `servers` | `127.0.0.1:11211` | | at least one, each once | The servers, as `host`, `host:port`, `host:port:weight` or the same with `[v6]`; in a URI its hosts, with `weights=1,2,...`. |
                """);
        for (Setting setting : Setting.values()) {
            Object value = setting.defaultValue();
            String shown = setting.show(value);
            text.append("| `%s` | %s | %s | %s | %s |%n"
                    .formatted(
                            setting,
                            shown.isEmpty() ? "empty" : "`" + shown + "`",
                            setting.unit(),
                            setting.bounds(),
                            setting.meaning()));
        }
        return text.toString();
    }
}
