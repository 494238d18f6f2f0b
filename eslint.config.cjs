// ESLint's recommended rules, and those that OCA's template for 19.0 adds as errors; how
// code looks is prettier's part. Odoo serves our files as ES modules.
const globals = require("globals");
const js = require("@eslint/js");
const jsdoc = require("eslint-plugin-jsdoc");

module.exports = [
    js.configs.recommended,
    {
        plugins: {jsdoc},
        languageOptions: {
            ecmaVersion: 2024,
            sourceType: "module",
            globals: {...globals.browser, luxon: "readonly", odoo: "readonly"},
        },
        rules: {
            eqeqeq: "error",
            "init-declarations": "error",
            "jsdoc/check-tag-names": "error",
            "jsdoc/check-types": "error",
            "no-duplicate-imports": "error",
            "no-empty-function": "error",
            "no-eval": "error",
            "no-lonely-if": "error",
            "no-return-assign": "error",
            "no-unneeded-ternary": "error",
            "no-unused-expressions": "error",
            "no-use-before-define": "error",
            "operator-assignment": ["error", "always"],
            "prefer-const": "error",
            "spaced-comment": ["error", "always"],
        },
    },
];
