/* License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */

/**
 * Judge pages by how well everybody can use them: with axe-core, and by what it does
 * not measure. Run by tests/test_portal_axe_tour.py.
 *
 * What is wrong outside of our own blocks is Odoo's, and only said.
 *
 * @param {string} axe where its script is
 * @param {string} direction of the language that the pages are in
 * @param {object} pages their addresses, by the names of the routes
 */
window.judgePages = async (axe, direction, pages) => {
    const script = await (await fetch(axe)).text();
    const wrong = [];

    const judge = async (frame) => {
        const {contentDocument: page, contentWindow: view} = frame;
        const found = [];
        const blocks = [...page.querySelectorAll(".o_after_sales")];
        if (!blocks.length) {
            found.push(`nothing of ours on ${view.location.pathname}`);
        }
        for (const block of blocks) {
            if (view.getComputedStyle(block).direction !== direction || !block.lang) {
                found.push(`direction or language of ${block.outerHTML.slice(0, 200)}`);
            }
        }
        for (const element of page.querySelectorAll(
            ".o_after_sales, .o_after_sales *"
        )) {
            const {left, right, width} = element.getBoundingClientRect();
            if (width && (left < -0.5 || right > view.innerWidth + 0.5)) {
                found.push(`off the screen: ${element.outerHTML.slice(0, 200)}`);
            }
        }
        if (view.matchMedia("(pointer: coarse)").matches) {
            const pressed = [".o_after_sales.btn", ".o_after_sales .btn"];
            pressed.push(".o_after_sales .form-control", ".o_after_sales_back");
            for (const element of page.querySelectorAll(pressed.join())) {
                // Half pixels are the rounding of the browser.
                const {width, height} = element.getBoundingClientRect();
                if (width && height < 43.5) {
                    found.push(`${height} px high: ${element.outerHTML.slice(0, 200)}`);
                }
            }
        }
        view.eval(script);
        const {violations} = await view.axe.run(page, {
            resultTypes: ["violations"],
            elementRef: true,
        });
        for (const {id, impact, nodes} of violations) {
            for (const {element, failureSummary} of nodes) {
                const what = `${impact} ${id}: ${element?.outerHTML.slice(0, 200)}`;
                const isOurs = element?.closest(".o_after_sales");
                if (isOurs && ["serious", "critical"].includes(impact)) {
                    found.push(`${what}\n${failureSummary}`);
                } else {
                    console.log(`${isOurs ? "ours" : "Odoo's"}, ${what}`);
                }
            }
        }
        return found;
    };

    for (const [name, url] of Object.entries(pages)) {
        console.log(`${name}: ${url}`);
        const frame = document.createElement("iframe");
        frame.style =
            "position: fixed; inset: 0; width: 100vw; height: 100vh; border: 0";
        frame.src = url;
        const loaded = new Promise((resolve) =>
            frame.addEventListener("load", resolve)
        );
        document.body.append(frame);
        await loaded;
        const found = await judge(frame);
        wrong.push(...found.map((what) => `${name}\n${what}`));
        frame.remove();
    }
    if (wrong.length) {
        console.error(wrong.join("\n\n"));
    } else {
        console.log("test successful");
    }
};
