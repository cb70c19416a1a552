package dev.memjay.codec;

import dev.memjay.model.Key;

/** Strings as keys; keyspaces know it and take the string as it is. */
enum StringKeyCodec implements KeyCodec<String> {
    INSTANCE;

    @Override
    public Key encode(String key) {
        return Key.of(key);
    }
}
