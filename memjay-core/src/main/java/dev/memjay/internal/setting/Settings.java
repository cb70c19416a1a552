package dev.memjay.internal.setting;

import dev.memjay.model.Node;
import dev.memjay.model.SettingInfo;
import dev.memjay.model.SettingInfo.Origin;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The values of all settings and where each came from. A builder fills one; a client keeps a copy. Not thread-safe. */
public final class Settings {
    private record Chosen<T>(T value, Origin origin) {}

    private final Map<Setting<?>, Chosen<?>> chosen = new HashMap<>();

    public Settings copy() {
        Settings copy = new Settings();
        copy.chosen.putAll(chosen);
        return copy;
    }

    /** Sets a value after checking it. */
    public <T> void put(Setting<T> setting, T value, Origin origin) {
        chosen.put(setting, new Chosen<>(setting.checked(value), origin));
    }

    /** Sets the value that a text spells. */
    public <T> void parse(Setting<T> setting, String text, Origin origin) {
        put(setting, setting.parse(text), origin);
    }

    /** Goes back to the default. */
    public void reset(Setting<?> setting) {
        chosen.remove(setting);
    }

    /** Sets the servers after checking that there are some, each once. */
    public void nodes(List<Node> nodes, Origin origin) {
        if (nodes.isEmpty()) {
            throw new IllegalArgumentException("servers is empty; give at least one host");
        }
        LinkedHashSet<String> addresses = new LinkedHashSet<>();
        for (Node node : nodes) {
            if (!addresses.add(node.toString())) {
                throw new IllegalArgumentException("servers has " + node + " twice; each may stand there once");
            }
        }
        put(Setting.SERVERS, List.copyOf(nodes), origin);
    }

    public List<Node> nodes() {
        return get(Setting.SERVERS);
    }

    /** The value in effect; null where none was given and the setting has no default. */
    @Nullable
    public <T> T find(Setting<T> setting) {
        Chosen<T> value = chosen(setting);
        return value == null ? setting.defaultValue() : value.value();
    }

    /** The value in effect of a setting that has a default. */
    public <T> T get(Setting<T> setting) {
        return Objects.requireNonNull(find(setting), setting.name());
    }

    @SuppressWarnings("unchecked") // put, the only way in, takes a value of the setting's type
    private <T> @Nullable Chosen<T> chosen(Setting<T> setting) {
        return (Chosen<T>) chosen.get(setting);
    }

    /** All settings as text. */
    public List<SettingInfo> infos() {
        return Setting.all().stream().<SettingInfo>map(this::info).toList();
    }

    private <T> SettingInfo info(Setting<T> setting) {
        Chosen<T> value = chosen(setting);
        Origin origin = value == null ? Origin.DEFAULT : value.origin();
        return new SettingInfo(setting.name(), setting.show(find(setting)), setting.unit(), origin);
    }

    /**
     * Checks what no setting can check alone.
     *
     * @throws IllegalArgumentException if settings contradict each other
     */
    public void checkTogether() {
        boolean logsIn = Networks.logsIn(this);
        boolean hasPassword = !get(Setting.PASSWORD).isEmpty();
        if (!logsIn && hasPassword) {
            throw new IllegalArgumentException("there is a password but no user; give both, or neither");
        }
        if (logsIn && !hasPassword && find(Setting.CREDENTIALS) == null) {
            throw new IllegalArgumentException("there is a user but no password; give it in the URI behind the user, as"
                    + " memcached://user:password@host, or to the builder");
        }
        for (Node node : nodes()) {
            if (node.isUdp() && logsIn) {
                throw new IllegalArgumentException(
                        "server '" + node + "' is reached over UDP, where no login is possible; use TCP: host:port");
            }
            if (node.isUdp() && get(Setting.TLS)) {
                throw new IllegalArgumentException(
                        "server '" + node + "' is reached over UDP, where there is no TLS; use TCP: host:port");
            }
        }
    }
}
