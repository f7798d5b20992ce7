import { render } from 'preact';

import { Page } from './views/page.jsx';

render(<Page />, document.getElementById('page'));
