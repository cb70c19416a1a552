package dev.memjay.cli;

import dev.memjay.cli.console.ExitStatus;
import dev.memjay.cli.value.JsonLine;
import dev.memjay.model.SettingInfo;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code settings}: prints what is in effect, asking no server. */
@Command(
        name = "settings",
        description =
                "Prints the client's settings and where each came from, NAME<TAB>VALUE<TAB>ORIGIN a line; asks no server.")
final class SettingsCommand implements Callable<Integer> {
    private final CommandContext context;

    SettingsCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        return context.withClient(memjay -> {
            memjay.settings().forEach(this::print);
            return ExitStatus.DONE;
        });
    }

    private void print(SettingInfo setting) {
        String origin = setting.origin().name().toLowerCase(Locale.ROOT);
        if (context.options().json) {
            JsonLine line = new JsonLine().text("name", setting.name()).text("value", setting.value());
            context.console()
                    .line(line.text("unit", setting.unit())
                            .text("origin", origin)
                            .toString());
        } else {
            String unit = setting.unit().isEmpty() ? "" : " " + setting.unit();
            context.console().row(setting.name(), setting.value() + unit, origin);
        }
    }
}
