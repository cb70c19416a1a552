package dev.memjay.internal.setting;

import dev.memjay.model.Node;
import dev.memjay.model.SettingInfo;
import dev.memjay.model.SettingInfo.Origin;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The values of all settings and where each came from. A builder fills one; a client keeps a copy. Not thread-safe. */
public final class Settings {
    private static final List<Node> DEFAULT_NODES = List.of(Node.of("127.0.0.1", Node.DEFAULT_PORT));

    private record Chosen(Object value, Origin origin) {}

    private final Map<Setting, Chosen> chosen = new EnumMap<>(Setting.class);
    private List<Node> nodes = DEFAULT_NODES;
    private Origin nodesOrigin = Origin.DEFAULT;

    public Settings copy() {
        Settings copy = new Settings();
        copy.chosen.putAll(chosen);
        copy.nodes = nodes;
        copy.nodesOrigin = nodesOrigin;
        return copy;
    }

    /** Sets a value after checking it. */
    public void put(Setting setting, Object value, Origin origin) {
        chosen.put(setting, new Chosen(setting.checked(value), origin));
    }

    /** Goes back to the default. */
    public void reset(Setting setting) {
        chosen.remove(setting);
    }

    public void nodes(List<Node> newNodes, Origin origin) {
        if (newNodes.isEmpty()) {
            throw new IllegalArgumentException("servers is empty; give at least one host");
        }
        LinkedHashSet<String> addresses = new LinkedHashSet<>();
        for (Node node : newNodes) {
            if (!addresses.add(node.toString())) {
                throw new IllegalArgumentException("servers has " + node + " twice; each may stand there once");
            }
        }
        nodes = List.copyOf(newNodes);
        nodesOrigin = origin;
    }

    public List<Node> nodes() {
        return nodes;
    }

    @Nullable
    public Object find(Setting setting) {
        Chosen value = chosen.get(setting);
        return value == null ? setting.defaultValue() : value.value();
    }

    /** The value of a setting whose default is not null; its type is the setting's. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    public <T> T get(Setting setting) {
        return (T) Objects.requireNonNull(find(setting), setting.toString());
    }

    public Duration duration(Setting setting) {
        return get(setting);
    }

    public boolean isOn(Setting setting) {
        return this.<Boolean>get(setting);
    }

    public int number(Setting setting) {
        return this.<Integer>get(setting);
    }

    /** All settings as text, the servers first. */
    public List<SettingInfo> infos() {
        List<SettingInfo> infos = new ArrayList<>();
        String servers = nodes.stream()
                .map(node -> node.weight() == 1 ? node.toString() : node + ":" + node.weight())
                .collect(Collectors.joining(","));
        infos.add(new SettingInfo("servers", servers, "", nodesOrigin));
        for (Setting setting : Setting.values()) {
            Chosen value = chosen.get(setting);
            Origin origin = value == null ? Origin.DEFAULT : value.origin();
            infos.add(new SettingInfo(setting.toString(), setting.show(find(setting)), setting.unit(), origin));
        }
        return List.copyOf(infos);
    }
}
