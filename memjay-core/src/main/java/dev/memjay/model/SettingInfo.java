package dev.memjay.model;

/**
 * One effective setting of a client.
 *
 * @param name the setting's name, as the builder's method and the URI's parameter spell it
 * @param value its value as text; a password as {@code ***}
 * @param unit the unit that the value is in, or an empty string; values that carry their unit have none
 * @param origin where the value came from
 */
public record SettingInfo(String name, String value, String unit, Origin origin) {
    /** Where a setting's value came from. */
    public enum Origin {
        /** Nobody set it. */
        DEFAULT,
        /** The connection URI. */
        URI,
        /** A method of the builder. */
        BUILDER
    }
}
